import type { Notice } from '../shared/app-state.ts';
import type { Translate } from '../shared/messages/index.ts';
import { translate } from './store.ts';

/** What the person should know although they did nothing. */
export function Notices({ notices }: { notices: readonly Notice[] }) {
  const t = translate.value;
  return (
    <>
      {notices.map((notice) => (
        <div key={notice.id} class="panel notice" role="status">
          <p>{textOf(notice, t)}</p>
          <button type="button" onClick={() => void window.bridge.request('notice:dismiss', notice.id)}>
            {t('window.dismiss')}
          </button>
        </div>
      ))}
    </>
  );
}

function textOf(notice: Notice, t: Translate): string {
  switch (notice.kind) {
    case 'settings_set_aside':
      return t('notice.settings_set_aside', notice.params);
    case 'settings_ignored':
      return t('notice.settings_ignored', notice.params);
    case 'cache_set_aside':
      return t('notice.cache_set_aside', notice.params);
  }
}
