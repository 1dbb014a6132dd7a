import { useRef } from 'preact/hooks';
import { COPY_FORMAT_NAMES, type CopyFormat, needsWorkspace } from '../shared/copy-formats.ts';
import { translate } from './store.ts';

/** The other forms to copy the token in. */
export function CopyAs({
  hasWorkspace,
  onCopy,
}: {
  hasWorkspace: boolean;
  onCopy: (format: CopyFormat) => void;
}) {
  const t = translate.value;
  const menu = useRef<HTMLDetailsElement>(null);
  return (
    <details class="ways" ref={menu}>
      <summary>{t('tray.copyAs')}</summary>
      <ul class="choices">
        {COPY_FORMAT_NAMES.filter((format) => format !== 'raw').map((format) => (
          <li key={format}>
            <button
              type="button"
              disabled={!hasWorkspace && needsWorkspace(format)}
              onClick={() => {
                onCopy(format);
                menu.current?.removeAttribute('open');
              }}
            >
              {t(`copyFormat.${format}`)}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
