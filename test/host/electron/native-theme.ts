import { EventEmitter } from 'node:events';
import { setColorScheme } from './chromium.ts';
import { loud } from './missing.ts';

type Source = Electron.NativeTheme['themeSource'];

/** Electron's `nativeTheme`. `HOST_COLOR_SCHEME` is the system's scheme, `HOST_HIGH_CONTRAST=1` asks for contrast. */
class NativeTheme
  extends EventEmitter
  implements
    Pick<
      Electron.NativeTheme,
      | 'themeSource'
      | 'shouldUseDarkColors'
      | 'shouldUseDarkColorsForSystemIntegratedUI'
      | 'shouldUseHighContrastColors'
      | 'shouldUseInvertedColorScheme'
      | 'shouldDifferentiateWithoutColor'
      | 'prefersReducedTransparency'
      | 'inForcedColorsMode'
    >
{
  readonly shouldUseHighContrastColors = process.env.HOST_HIGH_CONTRAST === '1';
  readonly shouldUseInvertedColorScheme = false;
  readonly shouldDifferentiateWithoutColor = false;
  readonly prefersReducedTransparency = false;
  readonly inForcedColorsMode = process.env.HOST_HIGH_CONTRAST === '1';
  #source: Source = 'system';

  get themeSource(): Source {
    return this.#source;
  }
  set themeSource(source: Source) {
    const before = this.shouldUseDarkColors;
    this.#source = source;
    setColorScheme(this.shouldUseDarkColors ? 'dark' : 'light');
    if (before !== this.shouldUseDarkColors) setImmediate(() => this.emit('updated'));
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'system'
      ? this.shouldUseDarkColorsForSystemIntegratedUI
      : this.#source === 'dark';
  }
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return process.env.HOST_COLOR_SCHEME === 'dark';
  }
}

/** Electron's `nativeTheme`. */
export const nativeTheme = loud('nativeTheme', new NativeTheme());
setColorScheme(nativeTheme.shouldUseDarkColors ? 'dark' : 'light');
