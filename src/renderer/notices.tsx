import type { Notice } from '../shared/app-state.ts';
import { translate } from './store.ts';

/** What the person should know although they did nothing. */
export function Notices({ notices }: { notices: readonly Notice[] }) {
  const t = translate.value;
  return (
    <>
      {notices.map(({ id, kind, params }) => (
        <div key={id} class="panel notice" role="status">
          <p>
            {kind === 'settings_set_aside'
              ? t('notice.settings_set_aside', { file: 'file' in params ? params.file : '' })
              : t('notice.cache_set_aside', { place: 'place' in params ? params.place : '' })}
          </p>
          <button type="button" onClick={() => void window.bridge.request('notice:dismiss', id)}>
            {t('window.dismiss')}
          </button>
        </div>
      ))}
    </>
  );
}
