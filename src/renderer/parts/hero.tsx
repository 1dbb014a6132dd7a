import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

/** The head of a view that has no countdown: what the session is, which is said when it changes. */
export function Hero(props: { icon: IconName; title: string; children: ComponentChildren }) {
  const { icon, title, children } = props;
  return (
    <div class="hero">
      <span class="badge">
        <Icon name={icon} />
      </span>
      <h2 class="title">
        <span class="state" role="status">
          {title}
        </span>
      </h2>
      {children}
    </div>
  );
}
