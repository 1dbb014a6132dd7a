/**
 * Renders every icon from the one drawing, `assets/drawing.svg`:
 * `assets/tray/<state>-<light|dark>.png`, `assets/tray/<state>Template.png` (each also `@2x` and
 * `@3x`, the names Electron looks for), `assets/icon.png`, and `assets/icons/` for Linux, whose
 * desktops want a file for each size. The results are kept in git, since neither starting nor
 * packaging the program should need a renderer. The same drawing always gives the same bytes.
 *
 * With `--sheet FILE` it also writes a contact sheet: every tray icon at true size and enlarged
 * eight times, on a light and on a dark panel.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Resvg } from '@resvg/resvg-js';

const STATES = ['signed-out', 'fresh', 'expiring', 'sign-in', 'offline'] as const;
const DENSITIES = [1, 2, 3] as const;
const TRAY_SIZE = 16;
const APP_SIZE = 1024;
const LINUX_SIZES = [32, 48, 64, 128, 256, 512] as const;

/** How the glyphs are coloured for one kind of panel, and how the files for it are named. */
interface Variant {
  readonly suffix: string;
  /** The colour of the glyph. */
  readonly ink: string;
  /** The colour of the states that want attention. */
  readonly notice: string;
  /** The panel it is meant for: used on the contact sheet only. */
  readonly panel: string;
}

const VARIANTS: readonly Variant[] = [
  { suffix: '-light', ink: '#1b1b1b', notice: '#a84300', panel: '#f3f3f3' },
  { suffix: '-dark', ink: '#ffffff', notice: '#ffb84d', panel: '#202020' },
  // macOS paints template images itself: black is its stencil, and a second colour would be lost.
  { suffix: 'Template', ink: '#000000', notice: '#000000', panel: '#dcdcdc' },
];

const assets = join(import.meta.dirname, '..', 'assets');

/** The drawing's definitions: its symbols, and the masks and gradients they refer to. */
async function readDefinitions(): Promise<string> {
  const drawing = await readFile(join(assets, 'drawing.svg'), 'utf8');
  const definitions = /<defs>[\s\S]*<\/defs>/.exec(drawing)?.[0];
  if (definitions === undefined) throw new Error('assets/drawing.svg has no <defs>');
  for (const id of [...STATES, 'program']) {
    if (!definitions.includes(`<symbol id="${id}"`)) throw new Error(`assets/drawing.svg has no "${id}"`);
  }
  return definitions;
}

/** Renders one symbol of the drawing as a square PNG. */
function render(
  definitions: string,
  symbol: string,
  colours: Pick<Variant, 'ink' | 'notice'>,
  size: number,
): Buffer {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" color="${colours.ink}">` +
    `<style>.notice { color: ${colours.notice} }</style>${definitions}` +
    `<use href="#${symbol}" width="16" height="16"/></svg>`;
  // Without the system's fonts a render cannot depend on the machine it is made on.
  return new Resvg(svg, { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } })
    .render()
    .asPng();
}

/** Lays out what a person should look at before new icons go in. */
function contactSheet(definitions: string): Buffer {
  const column = 150;
  const row = 180;
  const image = (png: Buffer, x: number, y: number, size: number): string =>
    `<image x="${x}" y="${y}" width="${size}" height="${size}" style="image-rendering: optimizeSpeed" ` +
    `href="data:image/png;base64,${png.toString('base64')}"/>`;

  const strips = VARIANTS.map((variant, line) => {
    const top = line * row;
    const icons = STATES.map((state, index) => {
      const left = index * column + 10;
      const small = render(definitions, state, variant, TRAY_SIZE);
      const sizes = DENSITIES.map((density, place) =>
        image(
          render(definitions, state, variant, TRAY_SIZE * density),
          left + place * (place + 1) * 12,
          top + 2,
          TRAY_SIZE * density,
        ),
      );
      return sizes.join('') + image(small, left, top + 50, TRAY_SIZE * 8);
    });
    const strip = `<rect y="${top}" width="${STATES.length * column}" height="${row}" fill="${variant.panel}"/>`;
    return strip + icons.join('');
  });
  const size = `width="${STATES.length * column}" height="${VARIANTS.length * row}"`;
  return new Resvg(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${strips.join('')}</svg>`)
    .render()
    .asPng();
}

const { values: options } = parseArgs({ options: { sheet: { type: 'string' } } });
const definitions = await readDefinitions();

/** Makes a folder of nothing but what is rendered now: a state that was renamed leaves no old files. */
async function emptyFolder(name: string): Promise<string> {
  const folder = join(assets, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

const tray = await emptyFolder('tray');
for (const state of STATES) {
  for (const variant of VARIANTS) {
    for (const density of DENSITIES) {
      const name = `${state}${variant.suffix}${density === 1 ? '' : `@${density}x`}.png`;
      await writeFile(join(tray, name), render(definitions, state, variant, TRAY_SIZE * density));
    }
  }
}

const program = (size: number): Buffer =>
  render(definitions, 'program', { ink: '#ffffff', notice: '#ffffff' }, size);
await writeFile(join(assets, 'icon.png'), program(APP_SIZE));
const icons = await emptyFolder('icons');
for (const size of LINUX_SIZES) await writeFile(join(icons, `${size}x${size}.png`), program(size));

console.log('icons rendered to assets/tray, assets/icons and assets/icon.png');
if (options.sheet !== undefined) {
  await writeFile(options.sheet, contactSheet(definitions));
  console.log(`contact sheet: ${options.sheet}`);
}
