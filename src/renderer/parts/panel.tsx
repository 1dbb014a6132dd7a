import type { ComponentChildren } from 'preact';
import type { Notice } from '../../shared/app-state.ts';
import { noticeText } from '../../shared/messages/index.ts';
import { call, t } from '../store.ts';
import { Icon, IconButton } from './icon.tsx';

/** What stands out from the page: something that went wrong, or that one should know. */
export function Panel(props: {
  kind: 'failure' | 'notice';
  onDismiss?: (() => void) | undefined;
  children: ComponentChildren;
}) {
  const { kind, onDismiss, children } = props;
  const isFailure = kind === 'failure';
  return (
    <section class={`panel ${kind}`} role={isFailure ? 'alert' : 'status'}>
      <Icon name={isFailure ? 'warning' : 'info'} class={isFailure ? 'bad' : 'warn'} />
      <div class="panel-body">{children}</div>
      {onDismiss ? <IconButton icon="close" label={t('window.dismiss')} onClick={onDismiss} /> : null}
    </section>
  );
}

/** What the person should know although they did nothing. */
export function Notices({ notices }: { notices: readonly Notice[] }) {
  return (
    <>
      {notices.map((notice) => (
        <Panel key={notice.id} kind="notice" onDismiss={() => void call('notice.dismiss', notice.id)}>
          <p>{noticeText(notice, t, 'window')}</p>
        </Panel>
      ))}
    </>
  );
}
