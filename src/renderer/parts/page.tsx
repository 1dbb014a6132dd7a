import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { back, t } from '../store.ts';
import { IconButton } from './icon.tsx';

/** Every view but the first: where one is, and the one way back, which Escape goes too. */
export function Page(props: {
  title: string;
  /** In one line. */
  about?: string | undefined;
  onBack?: () => void;
  children: ComponentChildren;
}) {
  const { title, about, onBack = back, children } = props;
  useEscape(onBack);
  return (
    <>
      <header class="bar">
        <IconButton icon="back" label={t('window.back')} onClick={onBack} />
        <div class="grow">
          <h1 tabIndex={-1}>{title}</h1>
          {about ? (
            <p class="quiet small one-line" title={about}>
              {about}
            </p>
          ) : null}
        </div>
      </header>
      <main>{children}</main>
    </>
  );
}

/** Calls `onEscape` for as long as the component is there. */
export function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      // A menu or a question that is open closes by itself first; who records a shortcut has taken the key.
      const isTaken = event.defaultPrevented || document.querySelector(':popover-open, dialog[open]');
      if (event.key !== 'Escape' || isTaken) return;
      event.preventDefault();
      onEscape();
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, [onEscape]);
}
