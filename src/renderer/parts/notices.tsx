import type { Notice } from '../../shared/app-state.ts';
import { noticeText } from '../../shared/messages/index.ts';
import { translate } from '../store.ts';
import { Panel } from './panel.tsx';

/** What the person should know although they did nothing. */
export function Notices({ notices }: { notices: readonly Notice[] }) {
  return (
    <>
      {notices.map((notice) => (
        <Panel
          key={notice.id}
          kind="notice"
          onDismiss={() => void window.bridge.request('notice.dismiss', notice.id)}
        >
          <p>{noticeText(notice, translate.value, 'window')}</p>
        </Panel>
      ))}
    </>
  );
}
