import type { Failure } from '../shared/failures.ts';
import { explain, type FailedProfile, helpDeskLines, type Translate } from '../shared/messages/index.ts';
import { inPlainCharacters, isHiddenConsole } from './windows-console.ts';
import { write } from './write.ts';

/**
 * The two streams: results on stdout, so that `$(entra-token token)` holds nothing else; all the rest on stderr.
 */
export class Terminal {
  readonly #t: Translate;

  constructor(t: Translate) {
    this.#t = t;
  }

  /** A result, with a line end. Resolves when it has been handed to the system. */
  async result(text: string): Promise<void> {
    const shown = process.stdout.isTTY || isHiddenConsole(1) ? forPeople(text, 1) : text;
    await write(process.stdout, `${shown}\n`);
  }

  /** A result for a program. */
  async json(value: unknown): Promise<void> {
    await this.result(JSON.stringify(value, undefined, 2));
  }

  /** Something for the person at the terminal. That nobody can read it changes nothing about the result. */
  async say(text: string): Promise<void> {
    await write(process.stderr, `${forPeople(text, 2)}\n`).catch(() => undefined);
  }

  /** What happened, why, who can fix it, and what to do next; with what a help desk asks for. */
  async failure(failure: Failure, profile: FailedProfile | undefined): Promise<void> {
    const t = this.#t;
    const { title, why, who, next } = explain(failure, t, profile?.name);
    const lines = [
      { label: t('cli.why'), value: why },
      ...(who ? [{ label: t('cli.who'), value: who }] : []),
      { label: t('cli.next'), value: next },
    ].map((line) => `  ${t('app.labelled', line)}`);
    const forHelpDesk = failure.correlationId
      ? [`  ${t('helpDesk.label')}`, ...helpDeskLines(failure, profile, t).map((line) => `    ${line}`)]
      : [];
    await this.say([`entra-token: ${title}`, ...lines, ...forHelpDesk].join('\n'));
  }
}

/** As the terminal behind the stream shows it. */
function forPeople(text: string, stream: 1 | 2): string {
  return printable(isHiddenConsole(stream) ? inPlainCharacters(text) : text);
}

/** Without the characters with which a name from elsewhere could steer the terminal. Line ends stay. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]|[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '');
}
