/**
 * Renders every icon from the one drawing, `assets/drawing.svg`:
 * `assets/tray/` for the images of `src/shared/tray-images.ts` (each also `@2x` and `@3x`, the names
 * Electron looks for), `assets/icon.png`, and `assets/icons/` for Linux, whose desktops want a file for
 * each size. The results are kept in git, since neither starting nor
 * packaging the program should need a renderer. The same drawing always gives the same bytes.
 *
 * With `--sheet FILE` it also writes a contact sheet: every tray icon at true size and enlarged
 * eight times, on a light and on a dark panel.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Resvg } from '@resvg/resvg-js';
import { keysOf } from '../src/shared/keys-of.ts';
import { TRAY_DENSITIES, TRAY_IMAGES, type TrayVariant, trayImageFile } from '../src/shared/tray-images.ts';

const TRAY_SIZE = 16;
const APP_SIZE = 1024;
const LINUX_SIZES = [32, 48, 64, 128, 256, 512] as const;

/** How the glyphs are coloured for one kind of panel. */
interface Colours {
  /** The colour of the glyph. */
  readonly ink: string;
  /** The colour of the states that want attention. */
  readonly notice: string;
  /** The panel it is meant for: used on the contact sheet only. */
  readonly panel: string;
}

const COLOURS: Readonly<Record<TrayVariant, Colours>> = {
  light: { ink: '#1b1b1b', notice: '#a84300', panel: '#f3f3f3' },
  dark: { ink: '#ffffff', notice: '#ffb84d', panel: '#202020' },
  // macOS paints template images itself: black is its stencil, and a second colour would be lost.
  template: { ink: '#000000', notice: '#000000', panel: '#dcdcdc' },
};
const VARIANTS = keysOf(COLOURS);

const assets = join(import.meta.dirname, '..', 'assets');

/** The drawing's definitions: its symbols, and the masks and gradients they refer to. */
async function readDefinitions(): Promise<string> {
  const drawing = await readFile(join(assets, 'drawing.svg'), 'utf8');
  const definitions = /<defs>[\s\S]*<\/defs>/.exec(drawing)?.[0];
  if (definitions === undefined) throw new Error('assets/drawing.svg has no <defs>');
  for (const id of [...TRAY_IMAGES, 'program']) {
    if (!definitions.includes(`<symbol id="${id}"`)) throw new Error(`assets/drawing.svg has no "${id}"`);
  }
  return definitions;
}

/** Renders one symbol of the drawing as a square PNG. */
function render(definitions: string, symbol: string, colours: Omit<Colours, 'panel'>, size: number): Buffer {
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
    const icons = TRAY_IMAGES.map((name, index) => {
      const left = index * column + 10;
      const small = render(definitions, name, COLOURS[variant], TRAY_SIZE);
      const sizes = TRAY_DENSITIES.map((density, place) =>
        image(
          render(definitions, name, COLOURS[variant], TRAY_SIZE * density),
          left + place * (place + 1) * 12,
          top + 2,
          TRAY_SIZE * density,
        ),
      );
      return sizes.join('') + image(small, left, top + 50, TRAY_SIZE * 8);
    });
    const strip = `<rect y="${top}" width="${TRAY_IMAGES.length * column}" height="${row}" fill="${COLOURS[variant].panel}"/>`;
    return strip + icons.join('');
  });
  const size = `width="${TRAY_IMAGES.length * column}" height="${VARIANTS.length * row}"`;
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
for (const name of TRAY_IMAGES) {
  for (const variant of VARIANTS) {
    for (const density of TRAY_DENSITIES) {
      const png = render(definitions, name, COLOURS[variant], TRAY_SIZE * density);
      await writeFile(join(tray, trayImageFile(name, variant, density)), png);
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
