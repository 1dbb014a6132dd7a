/**
 * Renders every icon from the one drawing, `assets/drawing.svg`: `assets/tray/` for the images of
 * `src/shared/tray-images.ts`; `assets/icons/` for Linux, whose desktops want a file for each size; `assets/icon.ico` and
 * `assets/icon.icns` with each size drawn for itself. The results are kept in git, since neither starting nor packaging
 * the program should need a renderer. The same drawing always gives the same bytes.
 *
 * With `--sheet FILE` it also writes a contact sheet: every icon at true size and enlarged, on light and dark bars.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Resvg } from '@resvg/resvg-js';
import { IconIcns, IconIco } from '@shockpkg/icon-encoder';
import { keysOf } from '../src/shared/keys-of.ts';
import { TRAY_IMAGES, TRAY_VARIANTS, type TrayImage, type TrayVariant } from '../src/shared/tray-images.ts';
import { contactSheet } from './icon-sheet.ts';

const LINUX_SIZES = [16, 22, 24, 32, 48, 64, 128, 256, 512] as const;
const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256] as const;
/** The type of each entry that macOS's own iconutil makes, and its pixels. */
const MAC_SIZES = {
  ic12: 64,
  ic07: 128,
  ic13: 256,
  ic08: 256,
  ic04: 16,
  ic14: 512,
  ic09: 512,
  ic05: 32,
  ic10: 1024,
  ic11: 32,
} as const;
/** The largest that the drawing for small sizes is for. */
const SMALL = 32;

/** macOS paints template images itself: black is its stencil, and other colours or a ground would be lost. */
const TEMPLATE_STYLE = 'svg { color: #000 } .notice { color: #000 } .halo { display: none }';

const assets = join(import.meta.dirname, '..', 'assets');
const drawing = await readFile(join(assets, 'drawing.svg'), 'utf8');
const definitions = part(/<defs>[\s\S]*<\/defs>/);
const style = part(/<style>([\s\S]*?)<\/style>/);

function part(pattern: RegExp): string {
  const match = pattern.exec(drawing);
  if (!match) throw new Error(`assets/drawing.svg has nothing like ${pattern}`);
  return match.at(-1) ?? '';
}

/** Renders one symbol of the drawing, and what is drawn over it, as a square PNG. */
function render(symbol: string, over: string, css: string, size: number): Buffer {
  if (!definitions.includes(`<symbol id="${symbol}"`))
    throw new Error(`assets/drawing.svg has no "${symbol}"`);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" color="#fff"><style>${css}</style>${definitions}` +
    `<use href="#${symbol}" width="16" height="16"/>${over}</svg>`;
  // Without the system's fonts a render cannot depend on the machine it is made on.
  return new Resvg(svg, { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } })
    .render()
    .asPng();
}

function renderTray(image: TrayImage, variant: TrayVariant, size: number): Buffer {
  const [, twelfths] = /^fresh-(\d+)$/.exec(image) ?? [];
  const css = variant === 'template' ? TEMPLATE_STYLE : style;
  return render(twelfths ? 'fresh' : image, twelfths ? arc(Number(twelfths)) : '', css, size);
}

/** What is left of the ring: it empties clockwise, as the hand of a clock would wipe it. */
function arc(twelfths: number): string {
  const stroke = 'fill="none" stroke="currentColor" stroke-width="2"';
  if (twelfths === 12) return `<circle cx="8" cy="8" r="6.25" ${stroke}/>`;
  const angle = (2 * Math.PI * (12 - twelfths)) / 12;
  const x = (8 + 6.25 * Math.sin(angle)).toFixed(3);
  const y = (8 - 6.25 * Math.cos(angle)).toFixed(3);
  return `<path d="M${x} ${y}A6.25 6.25 0 ${twelfths > 6 ? 1 : 0} 1 8 1.75" ${stroke}/>`;
}

function renderProgram(size: number): Buffer {
  return render(size <= SMALL ? 'program-small' : 'program', '', style, size);
}

async function ico(sizes: readonly number[], draw: (size: number) => Buffer): Promise<Uint8Array> {
  const icon = new IconIco();
  // Uncompressed where every reader of icons expects it: all but the largest.
  for (const size of sizes) await icon.addFromPng(draw(size), size >= 256);
  return icon.encode();
}

/** Makes a folder of nothing but what is rendered now: an image that was renamed leaves no old files. */
async function emptyFolder(name: string): Promise<string> {
  const folder = join(assets, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

const tray = await emptyFolder('tray');
for (const image of TRAY_IMAGES) {
  for (const variant of keysOf(TRAY_VARIANTS)) {
    for (const [suffix, sizes] of Object.entries(TRAY_VARIANTS[variant])) {
      const draw = (size: number) => renderTray(image, variant, size);
      const [size = 0] = sizes;
      await writeFile(
        join(tray, `${image}${suffix}`),
        suffix === '.ico' ? await ico(sizes, draw) : draw(size),
      );
    }
  }
}

const icons = await emptyFolder('icons');
for (const size of LINUX_SIZES) await writeFile(join(icons, `${size}x${size}.png`), renderProgram(size));
await writeFile(join(assets, 'icon.ico'), await ico(WINDOWS_SIZES, renderProgram));
const icns = new IconIcns();
for (const [type, size] of Object.entries(MAC_SIZES)) await icns.addFromPng(renderProgram(size), [type]);
await writeFile(join(assets, 'icon.icns'), icns.encode());
console.log('icons rendered to assets/tray, assets/icons, assets/icon.ico and assets/icon.icns');

const { values: options } = parseArgs({ options: { sheet: { type: 'string' } } });
if (options.sheet !== undefined) {
  await writeFile(options.sheet, contactSheet(renderTray, renderProgram));
  console.log(`contact sheet: ${options.sheet}`);
}
