import { Resvg } from '@resvg/resvg-js';
import { TRAY_IMAGES, type TrayImage, type TrayVariant } from '../src/shared/tray-images.ts';

/** Bars as they are: GNOME's and Windows' in dark and light, a panel in between, macOS's in light. */
const BARS: readonly { readonly colour: string; readonly variant: TrayVariant }[] = [
  { colour: '#000000', variant: 'linux' },
  { colour: '#202020', variant: 'windows' },
  { colour: '#7f8c8d', variant: 'linux' },
  { colour: '#f3f3f3', variant: 'windows' },
  { colour: '#e3e3e3', variant: 'template' },
];
/** True size, then enlarged: 16 and 24 pixels, each with its factor. */
const COLUMN = 110;
const ROW = 110;
const PROGRAM_SIZES = [16, 24, 32, 48, 64, 128] as const;

/** What a person should look at before new icons go in, as a PNG. */
export function contactSheet(
  renderTray: (image: TrayImage, variant: TrayVariant, size: number) => Buffer,
  renderProgram: (size: number) => Buffer,
): Buffer {
  const width = TRAY_IMAGES.length * COLUMN;
  const strips = BARS.map(({ colour, variant }, line) => {
    const icons = TRAY_IMAGES.map((image, index) => {
      const left = index * COLUMN + 6;
      const top = line * ROW + 4;
      const small = renderTray(image, variant, 16);
      return (
        picture(small, left, top, 16) +
        picture(renderTray(image, variant, 24), left + 24, top, 24) +
        picture(renderTray(image, variant, 32), left + 56, top, 32) +
        picture(small, left, top + 38, 64)
      );
    });
    return `<rect y="${line * ROW}" width="${width}" height="${ROW}" fill="${colour}"/>${icons.join('')}`;
  });
  const top = BARS.length * ROW;
  const program = PROGRAM_SIZES.map((size, index) => {
    const left = index * 260 + 6;
    return (
      picture(renderProgram(size), left, top + 4, size) +
      picture(renderProgram(size), left + 134, top + 4, 120)
    );
  });
  const height = top + 140;
  const ground = `<rect y="${top}" width="${width}" height="140" fill="#ffffff"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${strips.join('')}${ground}${program.join('')}</svg>`;
  return new Resvg(svg).render().asPng();
}

/** Enlarged by whole pixels. */
function picture(png: Buffer, x: number, y: number, size: number): string {
  return (
    `<image x="${x}" y="${y}" width="${size}" height="${size}" style="image-rendering: optimizeSpeed" ` +
    `href="data:image/png;base64,${png.toString('base64')}"/>`
  );
}
