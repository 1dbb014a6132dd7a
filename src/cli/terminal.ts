import packageJson from '../../package.json' with { type: 'json' };
import { AZURE_CLI_CLIENT_ID } from '../shared/clouds.ts';
import { type Failure, isAppRefused } from '../shared/failures.ts';
import { explain, type FailedProfile, helpDeskLines, type Translate } from '../shared/messages/index.ts';
import { ProgressLine } from './progress.ts';
import { type Emphasis, emphasized } from './style.ts';
import { type Pen, Table } from './table.ts';
import { inPlainCharacters, isHiddenConsole } from './windows-console.ts';
import { write } from './write.ts';

/**
 * The two streams: results on stdout, so that `$(entra-token token)` holds nothing else; all the rest on stderr.
 */
export class Terminal {
  readonly #t: Translate;
  /** What is awaited. */
  readonly progress = new ProgressLine(process.stderr, (text) => forPeople(text, 2));

  constructor(t: Translate) {
    this.#t = t;
  }

  /** A result, with a line end. Resolves when it has been handed to the system. */
  async result(...blocks: readonly (string | Table)[]): Promise<void> {
    this.progress.hide();
    const isForPeople = process.stdout.isTTY || isHiddenConsole(1);
    const drawn = (block: string | Table) => {
      if (block instanceof Table) return block.draw(penFor(1), '');
      return isForPeople ? forPeople(block, 1) : block;
    };
    const text = await Promise.all(blocks.map(drawn));
    await write(process.stdout, `${text.join('\n')}\n`);
  }

  /** A result for a program. */
  async json(value: unknown): Promise<void> {
    await this.result(JSON.stringify(value, undefined, 2));
  }

  /** Something for the person at the terminal. That nobody can read it changes nothing about the result. */
  async say(content: string | Table): Promise<void> {
    await this.#say(content instanceof Table ? await content.draw(penFor(2), '  ') : forPeople(content, 2));
  }

  /** What a person should know, and what stopped nothing. */
  async warn(value: string): Promise<void> {
    const label = this.#t('cli.warning');
    await this.#say(`entra-token: ${this.#labelled(label, value, 'attention')}`);
  }

  /** What happened, why, who can fix it, and what to do next; with what a help desk asks for. */
  async failure(failure: Failure, profile: FailedProfile | undefined): Promise<void> {
    const t = this.#t;
    const { title, why, who, next } = explain(failure, t, profile?.name);
    // What is wrong with the line is all that there is to say.
    if (failure.code === 'usage') return this.#fail(why, [`  ${next}`]);
    const lines: [label: string, value: string | undefined][] = [
      [t('cli.why'), why],
      [t('cli.who'), who],
      [t('cli.next'), next],
      [t('cli.or'), this.#ownAppAdvice(failure, profile)],
    ];
    const forHelpDesk = failure.correlationId
      ? [`  ${t('helpDesk.label')}`, ...helpDeskLines(failure, profile, t).map((line) => `    ${line}`)]
      : [];
    const told = lines.flatMap(([label, value]) =>
      value === undefined ? [] : [`  ${this.#labelled(label, value, 'label')}`],
    );
    await this.#fail(title, [...told, ...forHelpDesk.map((line) => forPeople(line, 2))]);
  }

  /** Where Microsoft's own app was refused: how to sign in with one of the organization's, and how to register it. */
  #ownAppAdvice(failure: Failure, profile: FailedProfile | undefined): string | undefined {
    if (profile?.clientId !== AZURE_CLI_CLIENT_ID || !isAppRefused(failure)) return undefined;
    const guide = `${packageJson.homepage}/blob/main/docs/app-registration.md`;
    return this.#t('cli.ownApp', { profile: profile.name, guide });
  }

  async #fail(headline: string, lines: readonly string[]): Promise<void> {
    this.progress.hide();
    await this.#say([`entra-token: ${penFor(2)(headline, 'bad')}`, ...lines].join('\n'));
  }

  #labelled(label: string, value: string, emphasis: Emphasis): string {
    const pen = penFor(2);
    // Both are our words, and may be in color and of several lines.
    const interpolation = { escapeValue: false };
    return this.#t('app.labelled', { label: pen(label, emphasis), value: pen(value), interpolation });
  }

  async #say(text: string): Promise<void> {
    await this.progress.aside(() => write(process.stderr, `${text}\n`).catch(() => undefined));
  }
}

function penFor(stream: 1 | 2): Pen {
  const target = stream === 1 ? process.stdout : process.stderr;
  return (text, emphasis) => {
    const shown = forPeople(text, stream);
    return emphasis ? emphasized(shown, emphasis, target) : shown;
  };
}

/** As the terminal behind the stream shows it. */
function forPeople(text: string, stream: 1 | 2): string {
  return printable(isHiddenConsole(stream) ? inPlainCharacters(text) : text);
}

/** Without the characters with which a name from elsewhere could steer the terminal. Line ends stay. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]|[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '');
}
