import type { ComponentChildren } from 'preact';
import type { Notice } from '../../shared/app-state.ts';
import { noticeText } from '../../shared/messages/index.ts';
import { translate } from '../store.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';

/** What stands out from the page: something that went wrong, or that one should know. */
export function Panel({
  kind,
  onDismiss,
  children,
}: {
  kind: 'failure' | 'notice';
  onDismiss?: (() => void) | undefined;
  children: ComponentChildren;
}) {
  const isFailure = kind === 'failure';
  return (
    <section class={`panel ${kind}`} role={isFailure ? 'alert' : 'status'}>
      <Icon name={isFailure ? 'warning' : 'info'} />
      <div class="panel-body">{children}</div>
      {onDismiss ? (
        <IconButton icon="close" label={translate.value('window.dismiss')} onClick={onDismiss} />
      ) : null}
    </section>
  );
}

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
