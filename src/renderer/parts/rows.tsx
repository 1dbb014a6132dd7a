import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Result } from '../../shared/operations.ts';
import { call, go, said, t, type View } from '../store.ts';
import { Icon, type IconName } from './icon.tsx';

/** Rows that belong together, with a heading above. */
export function Section({ title, children }: { title?: string; children: ComponentChildren }) {
  return (
    <section>
      {title ? <h2>{title}</h2> : null}
      <div class="card">{children}</div>
    </section>
  );
}

export interface RowText {
  readonly icon?: IconName;
  readonly iconClass?: string;
  readonly label: ComponentChildren;
  /** In one line. */
  readonly about?: ComponentChildren;
}

/** The words of a row: what it is, and one line about it. */
export function RowWords({ icon, iconClass = 'quiet', label, about }: RowText) {
  return (
    <>
      {icon ? <Icon name={icon} class={iconClass} /> : null}
      <span class="words">
        <b>{label}</b>
        {about ? (
          <span class="quiet small one-line" title={typeof about === 'string' ? about : undefined}>
            {about}
          </span>
        ) : null}
      </span>
    </>
  );
}

/** A row that does something. */
export function RowButton({
  onClick,
  children,
  name,
  isCurrent,
  ...words
}: RowText & {
  onClick: () => void;
  children?: ComponentChildren;
  /** What a screen reader calls it, where the words do not say what it does. */
  name?: string | undefined;
  /** Of several the one that is chosen. */
  isCurrent?: boolean;
}) {
  return (
    <button
      type="button"
      class="row"
      aria-label={name}
      aria-current={isCurrent || undefined}
      onClick={onClick}
    >
      <RowWords {...words} />
      {children}
    </button>
  );
}

/** A row that leads to another view. */
export function RowLink({ to, ...words }: RowText & { to: View }) {
  return (
    <button type="button" class="row" data-opens={to.kind} onClick={() => go(to)}>
      <RowWords {...words} />
      <Icon name="right" class="quiet" />
    </button>
  );
}

/** How long it is said that something was copied. Milliseconds. */
const COPIED_MS = 5_000;

/** What was copied just now, and what copies it. @param words for a screen reader */
export function useCopied<T>(
  words: (value: T) => string = () => t('window.copiedThis'),
): readonly [
  copied: { readonly value: T } | undefined,
  copy: (request: Promise<Result<T>>) => Promise<void>,
] {
  const copied = useSignal<{ readonly value: T } | undefined>(undefined);
  useEffect(() => {
    if (!copied.value) return;
    const timer = setTimeout(() => {
      copied.value = undefined;
      said.value = '';
    }, COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied.value]);
  const copy = async (request: Promise<Result<T>>) => {
    copied.value = undefined;
    const outcome = await request;
    if (!outcome.ok) return;
    copied.value = outcome;
    said.value = words(outcome.value);
  };
  return [copied.value, copy];
}

/** A row that copies something: a text, or what only main knows. */
export function RowCopy({
  copies,
  ...words
}: RowText & { copies: string | (() => Promise<Result<unknown>>); name?: string }) {
  const [copied, copy] = useCopied<unknown>();
  const request = () => (typeof copies === 'string' ? call('clipboard.copyText', copies) : copies());
  return (
    <RowButton {...words} onClick={() => void copy(request())}>
      {copied ? <span class="small good">{t('window.copiedThis')}</span> : null}
      <Icon name={copied ? 'check' : 'copy'} class={copied ? 'good' : 'quiet'} />
    </RowButton>
  );
}

/** An ID, address or path in one line, shortened in its middle: its end tells it apart. Whole on hover. */
export function Shortened({ text }: { text: string }) {
  const tail = text.length > 16 ? text.slice(-8) : '';
  return (
    <span class="shortened" title={text}>
      <span class="one-line">{text.slice(0, text.length - tail.length)}</span>
      <span>{tail}</span>
    </span>
  );
}

/** One that is copied by a click. */
export function Copyable({ text, name }: { text: string; name: string }) {
  const [copied, copy] = useCopied();
  return (
    <button
      type="button"
      class="copyable"
      aria-label={t('app.labelled', { label: `${t('window.copyThis')} ${name}`, value: text })}
      onClick={() => void copy(call('clipboard.copyText', text))}
    >
      <Shortened text={text} />
      <Icon name={copied ? 'check' : 'copy'} class={copied ? 'good' : 'quiet'} />
    </button>
  );
}

/** A button that copies a text. */
export function CopyButton(props: { text: string; label: string; class?: string }) {
  const { text, label, class: extra = '' } = props;
  const [copied, copy] = useCopied();
  return (
    <button
      type="button"
      class={`button ${extra}`}
      onClick={() => void copy(call('clipboard.copyText', text))}
    >
      <Icon name={copied ? 'check' : 'copy'} />
      {copied ? t('window.copiedThis') : label}
    </button>
  );
}
