import type { ComponentChildren } from 'preact';
import { back, translate } from '../store.ts';
import { useEscape } from './escape.ts';
import { Icon } from './icon.tsx';

/** Every view but the first: where one is, and the one way back, which Escape goes too. */
export function Page({
  title,
  about,
  onBack = back,
  children,
}: {
  title: string;
  /** In one line. */
  about?: string | undefined;
  onBack?: () => void;
  children: ComponentChildren;
}) {
  const t = translate.value;
  useEscape(onBack);
  return (
    <>
      <header class="bar">
        <button
          type="button"
          class="icon-button"
          aria-label={t('window.back')}
          title={t('window.back')}
          onClick={onBack}
        >
          <Icon name="back" />
        </button>
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
