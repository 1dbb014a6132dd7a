import { keysOf } from './keys-of.ts';
import type { SessionState } from './session.ts';

/**
 * The tray's image in each state: `live` while there is a token that works, `dead` while there is none. Each name is
 * that of a symbol in `assets/drawing.svg`, which `npm run icons` renders into `assets/tray`.
 */
const IMAGES = {
  noProfile: { live: 'signed-out', dead: 'signed-out' },
  signedOut: { live: 'signed-out', dead: 'signed-out' },
  signingIn: { live: 'sign-in', dead: 'signed-out' },
  fresh: { live: 'fresh', dead: 'fresh' },
  expiring: { live: 'expiring', dead: 'expiring' },
  // Seconds long: the icon does not flicker for it.
  refreshing: { live: 'fresh', dead: 'expiring' },
  offline: { live: 'offline', dead: 'offline' },
  expired: { live: 'offline', dead: 'offline' },
  signInRequired: { live: 'sign-in', dead: 'sign-in' },
} as const satisfies Readonly<Record<SessionState['kind'] | 'noProfile', { live: string; dead: string }>>;

export type TrayImage = (typeof IMAGES)[keyof typeof IMAGES]['live' | 'dead'];

/** Every image, once. */
export const TRAY_IMAGES: readonly TrayImage[] = [
  ...new Set(keysOf(IMAGES).flatMap((kind): TrayImage[] => [IMAGES[kind].live, IMAGES[kind].dead])),
];

/** The image for a state; without a session there is no profile. */
export function trayImage(kind: SessionState['kind'] | undefined, isLive: boolean): TrayImage {
  return IMAGES[kind ?? 'noProfile'][isLive ? 'live' : 'dead'];
}

/** The kinds of panel that an image is drawn for, with what its file's name ends in. */
export const TRAY_VARIANTS = {
  light: '-light',
  dark: '-dark',
  /** macOS, which colours its template images itself and knows them by this name. */
  template: 'Template',
} as const;

export type TrayVariant = keyof typeof TRAY_VARIANTS;

/** The pixel densities that each image is rendered in, for Electron to choose from. */
export const TRAY_DENSITIES = [1, 2, 3] as const;

/** The name of an image's file in `assets/tray`. */
export function trayImageFile(image: TrayImage, variant: TrayVariant, density = 1): string {
  return `${image}${TRAY_VARIANTS[variant]}${density === 1 ? '' : `@${density}x`}.png`;
}
