import type { Notice } from '../../shared/app-state.ts';
import { noticeText } from '../../shared/messages/index.ts';
import { translate } from '../store.ts';
import { Icon } from './icon.tsx';

/** What the person should know although they did nothing. */
export function Notices({ notices }: { notices: readonly Notice[] }) {
  const t = translate.value;
  return (
    <>
      {notices.map((notice) => (
        <div key={notice.id} class="panel notice" role="status">
          <Icon name="info" />
          <div class="panel-body">
            <p>{noticeText(notice, t, 'window')}</p>
            <button
              type="button"
              class="link"
              onClick={() => void window.bridge.request('notice.dismiss', notice.id)}
            >
              {t('window.dismiss')}
            </button>
          </div>
        </div>
      ))}
    </>
  );
}
