import { EventEmitter } from 'node:events';
import { loud } from './missing.ts';

/** Electron's `systemPreferences`. */
class SystemPreferences
  extends EventEmitter
  implements
    Pick<Electron.SystemPreferences, 'getAccentColor' | 'getAnimationSettings' | 'getEffectiveAppearance'>
{
  getAccentColor(): string {
    return '3d6dccff';
  }
  getAnimationSettings(): Electron.AnimationSettings {
    return {
      shouldRenderRichAnimation: true,
      scrollAnimationsEnabledBySystem: true,
      prefersReducedMotion: false,
    };
  }
  getEffectiveAppearance(): 'unknown' {
    return 'unknown';
  }
}

/** Electron's `systemPreferences`. */
export const systemPreferences = loud('systemPreferences', new SystemPreferences());
