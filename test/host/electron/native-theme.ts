import { EventEmitter } from 'node:events';
import { setColorScheme } from './chromium.ts';
import { guise } from './guise.ts';
import { loud } from './missing.ts';

type Source = Electron.NativeTheme['themeSource'];

/** Electron's `nativeTheme`. `HOST_COLOR_SCHEME` is the system's scheme. */
class NativeTheme
  extends EventEmitter
  implements
    Pick<
      Electron.NativeTheme,
      'themeSource' | 'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI'
    >
{
  readonly #isSystemDark = process.env.HOST_COLOR_SCHEME === 'dark';
  #source: Source = 'system';
  #hasUpdated = false;

  get themeSource(): Source {
    return this.#source;
  }
  set themeSource(source: Source) {
    const before = this.shouldUseDarkColors;
    this.#source = source;
    setColorScheme(this.shouldUseDarkColors ? 'dark' : 'light');
    if (before === this.shouldUseDarkColors) return;
    setImmediate(() => {
      this.#hasUpdated = true;
      this.emit('updated');
    });
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#isSystemDark : this.#source === 'dark';
  }
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    switch (guise.barColour) {
      case 'application':
        return this.shouldUseDarkColors;
      case 'late':
        return this.#hasUpdated && this.#isSystemDark;
      default:
        return this.#isSystemDark;
    }
  }
}

/** Electron's `nativeTheme`. */
export const nativeTheme = loud('nativeTheme', new NativeTheme());
setColorScheme(nativeTheme.shouldUseDarkColors ? 'dark' : 'light');
