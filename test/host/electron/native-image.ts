import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { loud, loudClass } from './missing.ts';

/** An image, known by its file. Like Electron's it is empty where there is no such file. */
export class NativeImage implements Pick<Electron.NativeImage, 'isEmpty'> {
  /** The base name of its file, for the driver. */
  readonly name: string;

  constructor(path: string) {
    this.name = existsSync(path) ? basename(path) : '';
  }
  isEmpty(): boolean {
    return this.name === '';
  }
}
loudClass('NativeImage', NativeImage);

/** Electron's `nativeImage`. */
export const nativeImage = loud('nativeImage', {
  createFromPath: (path) => new NativeImage(path) as unknown as Electron.NativeImage,
} satisfies Pick<typeof Electron.nativeImage, 'createFromPath'>);

/**
 * The image that an `image: NativeImage | string` parameter means; like Electron, throws for a file that is no image.
 */
export function imageFrom(image: Electron.NativeImage | string): NativeImage {
  if (typeof image !== 'string') return image as unknown as NativeImage;
  const loaded = new NativeImage(image);
  if (loaded.isEmpty()) throw new Error(`Failed to load image from path '${image}'`);
  return loaded;
}
