import { styleText } from 'node:util';

/** What a part of a text means to its reader. The words say it too: colors only echo them. */
export type Emphasis = 'label' | 'good' | 'attention' | 'bad' | 'quiet';

const FORMATS = {
  label: 'bold',
  good: 'green',
  attention: 'yellow',
  bad: 'red',
  quiet: 'gray',
} as const satisfies Readonly<Record<Emphasis, Parameters<typeof styleText>[0]>>;

/**
 * The text in its color, where the stream is a terminal that has colors; `FORCE_COLOR` as Node reads it.
 * `NO_COLOR` (no-color.org) comes first, which Node would let `FORCE_COLOR` win over.
 */
export function emphasized(text: string, emphasis: Emphasis, stream: NodeJS.WriteStream): string {
  if (process.env.NO_COLOR) return text;
  return styleText(FORMATS[emphasis], text, { stream });
}
