import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';

/**
 * A button that opens a list of buttons over the page. The browser closes it on Escape and on a click elsewhere, and
 * gives the focus back to the button.
 */
export function Menu(props: {
  /** The button's name, where its content is not one. */
  label?: string;
  button: ComponentChildren;
  class: string;
  children: ComponentChildren;
}) {
  const { label, button, class: className, children } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  return (
    <>
      <button type="button" class={className} popovertarget={id} aria-label={label} title={label}>
        {button}
      </button>
      <div
        ref={list}
        id={id}
        role="none"
        class="menu"
        popover="auto"
        onClick={(event) => {
          if ((event.target as Element).closest('button')) list.current?.hidePopover();
        }}
        onToggle={(event) => {
          if (event.newState === 'open') itemsOf(list.current)[0]?.focus();
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step === undefined) return;
          event.preventDefault();
          const items = itemsOf(list.current);
          const at = items.indexOf(document.activeElement as HTMLElement);
          items.at((at + step) % items.length)?.focus();
        }}
      >
        {children}
      </div>
    </>
  );
}

function itemsOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('button:enabled') ?? [])];
}
