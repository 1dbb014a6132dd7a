import { useEffect, useRef } from 'preact/hooks';

const handlers: (() => void)[] = [];

document.addEventListener('keydown', (event) => {
  // A menu or a question that is open closes by itself first; who records a shortcut has taken the key.
  const isTaken = event.defaultPrevented || document.querySelector(':popover-open, dialog[open]');
  const handler = handlers.at(-1);
  if (event.key !== 'Escape' || isTaken || !handler) return;
  event.preventDefault();
  handler();
});

/** Calls `onEscape` for as long as the component is there. */
export function useEscape(onEscape: () => void): void {
  const current = useRef(onEscape);
  current.current = onEscape;
  useEffect(() => {
    const handler = () => current.current();
    handlers.push(handler);
    return () => {
      handlers.splice(handlers.indexOf(handler), 1);
    };
  }, []);
}
