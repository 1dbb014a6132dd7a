import { EXPIRING_BELOW_MS, type SessionState } from './session.ts';

/** While a token is fresh, the image is a ring with as many twelfths as its life has left. */
const TWELFTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;

type FreshImage = `fresh-${(typeof TWELFTHS)[number]}`;

/** The tray's images. `npm run icons` renders each from its shape in `assets/drawing.svg`. */
export type TrayImage = FreshImage | 'expiring' | 'sign-in' | 'offline' | 'signed-out';

/** What the countdown needs to know of a token that works. Milliseconds. */
export interface TokenLife {
  readonly left: number;
  /** From when the token came in until it expires. */
  readonly lifetime: number;
}

/** The image for a state, with the life of the token that works, if one does. Without a session there is no profile. */
export function trayImage(kind: SessionState['kind'] | undefined, life: TokenLife | undefined): TrayImage {
  switch (kind) {
    case undefined:
    case 'signedOut':
      return 'signed-out';
    case 'signingIn':
      return life ? 'sign-in' : 'signed-out';
    case 'fresh':
    case 'expiring':
    // Seconds long: the icon does not flicker for it.
    case 'refreshing':
      return life ? countdown(life) : 'expiring';
    case 'offline':
    case 'expired':
      return 'offline';
    case 'signInRequired':
    case 'credentialRequired':
      return 'sign-in';
  }
}

/** A twelfth stays until it is used up. */
function countdown({ left, lifetime }: TokenLife): TrayImage {
  if (left < EXPIRING_BELOW_MS) return 'expiring';
  // A date that came in wrong shows a full ring.
  const twelfths = lifetime > 0 ? Math.min(12, Math.max(1, Math.ceil((12 * left) / lifetime))) : 12;
  return `fresh-${twelfths}` as FreshImage;
}

/** Every image, once. */
export const TRAY_IMAGES: readonly TrayImage[] = [
  ...TWELFTHS.map((twelfth): FreshImage => `fresh-${twelfth}`),
  'expiring',
  'sign-in',
  'offline',
  'signed-out',
];

/** The sizes, in pixels, of an image's file for each kind of tray. */
export const TRAY_VARIANTS = {
  /** Panels are 22 to 24 pixels high; the second file serves those of double density. */
  linux: { '.png': [24], '@2x.png': [48] },
  /** One file with a size for each scale from 100 % to 300 %: of PNG files, Windows would enlarge the first. */
  windows: { '.ico': [16, 20, 24, 28, 32, 40, 48] },
  /** macOS colours template images itself and knows them by their name. */
  template: { 'Template.png': [16], 'Template@2x.png': [32] },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

export type TrayVariant = keyof typeof TRAY_VARIANTS;

/** The file in `assets/tray` that Electron is given; it finds those of other densities by itself. */
export function trayImageFile(image: TrayImage, variant: TrayVariant): string {
  const [suffix = ''] = Object.keys(TRAY_VARIANTS[variant]);
  return `${image}${suffix}`;
}
