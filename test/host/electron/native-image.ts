import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { loud, loudClass } from './missing.ts';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** An image; only PNG files are understood, and only their size is read. */
export class NativeImage
  implements
    Pick<
      Electron.NativeImage,
      | 'isEmpty'
      | 'getSize'
      | 'getAspectRatio'
      | 'getScaleFactors'
      | 'setTemplateImage'
      | 'isTemplateImage'
      | 'isMacTemplateImage'
      | 'toPNG'
      | 'toDataURL'
    >
{
  isMacTemplateImage = false;
  /** The file that the image came from, for the driver. */
  readonly source: string;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, source: string) {
    const understood = bytes.subarray(0, 8).equals(PNG_SIGNATURE) && bytes.length >= 24;
    this.#bytes = understood ? bytes : Buffer.alloc(0);
    this.source = understood ? source : '';
    if (/Template(@\dx)?\.png$/.test(source)) this.isMacTemplateImage = true;
  }
  isEmpty(): boolean {
    return this.#bytes.length === 0;
  }
  getSize(): Electron.Size {
    if (this.isEmpty()) return { width: 0, height: 0 };
    return { width: this.#bytes.readUInt32BE(16), height: this.#bytes.readUInt32BE(20) };
  }
  getAspectRatio(): number {
    const { width, height } = this.getSize();
    return height === 0 ? 1 : width / height;
  }
  getScaleFactors(): number[] {
    return [1];
  }
  setTemplateImage(option: boolean): void {
    this.isMacTemplateImage = option;
  }
  isTemplateImage(): boolean {
    return this.isMacTemplateImage;
  }
  toPNG(): Buffer {
    return Buffer.from(this.#bytes);
  }
  toDataURL(): string {
    return `data:image/png;base64,${this.#bytes.toString('base64')}`;
  }
}
loudClass('NativeImage', NativeImage);

const asElectron = (image: NativeImage): Electron.NativeImage => image as unknown as Electron.NativeImage;

/** Electron's `nativeImage`. */
export const nativeImage = loud('nativeImage', {
  createEmpty: () => asElectron(new NativeImage(Buffer.alloc(0), '')),
  createFromPath: (path) =>
    asElectron(new NativeImage(existsSync(path) ? readFileSync(path) : Buffer.alloc(0), path)),
  createFromBuffer: (buffer) => asElectron(new NativeImage(Buffer.from(buffer), '')),
  createFromDataURL: (url) =>
    asElectron(new NativeImage(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'), '')),
} satisfies Pick<
  typeof Electron.nativeImage,
  'createEmpty' | 'createFromPath' | 'createFromBuffer' | 'createFromDataURL'
>);

/**
 * The image that an `image: NativeImage | string` parameter means; like Electron, throws for a file that is no image.
 */
export function imageFrom(image: Electron.NativeImage | string): NativeImage {
  if (typeof image !== 'string') return image as unknown as NativeImage;
  const loaded = nativeImage.createFromPath(image) as unknown as NativeImage;
  if (loaded.isEmpty()) throw new Error(`Failed to load image from path '${image}'`);
  return loaded;
}

/** The base name of the image's file. */
export function imageName(image: NativeImage): string {
  return basename(image.source);
}
