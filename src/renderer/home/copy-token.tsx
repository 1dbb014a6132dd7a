import { useEffect, useRef } from 'preact/hooks';
import { COPY_FORMAT_NAMES, type CopyFormat, needsWorkspace } from '../../shared/copy-formats.ts';
import type { CopiedToken } from '../../shared/operations.ts';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { t } from '../store.ts';

/** Copies the token, and says what was copied; beside it the other forms to copy it in. */
export function CopyToken(props: {
  copied: CopiedToken | undefined;
  hasWorkspace: boolean;
  /** It is what one comes for, and has the focus when the window opens: Enter copies. */
  isMain: boolean;
  onCopy: (format: CopyFormat) => void;
}) {
  const { copied, hasWorkspace, isMain, onCopy } = props;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const isFree = document.activeElement === document.body;
    if (isMain && isFree) button.current?.focus();
  }, [isMain]);
  const look = isMain ? 'primary' : '';
  return (
    <div class="split">
      <button ref={button} type="button" class={`button copy ${look}`} onClick={() => onCopy('raw')}>
        <Icon name={copied ? (copied.shortfall ? 'warning' : 'check') : 'copy'} />
        {copied ? copiedInWords(copied) : t('window.copy')}
      </button>
      <Menu class={`button ${look}`} label={t('tray.copyAs')} button={<Icon name="down" />}>
        {COPY_FORMAT_NAMES.filter((format) => format !== 'raw').map((format) => (
          <button
            key={format}
            type="button"
            class="row"
            disabled={!hasWorkspace && needsWorkspace(format)}
            onClick={() => onCopy(format)}
          >
            {t(`copyFormat.${format}`)}
          </button>
        ))}
      </Menu>
    </div>
  );
}

export function copiedInWords({ shortfall, minutesLeft: minutes }: CopiedToken): string {
  return t(shortfall ? 'window.copiedShort' : 'window.copied', { minutes });
}
