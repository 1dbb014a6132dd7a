import type { CloudName } from '../clouds.ts';
import type { CopyFormat } from '../copy-formats.ts';
import type { AadstsNumber, FailureCode, Helper } from '../failures.ts';
import type { SessionState } from '../session.ts';

/** What the tables of `shared` demand of English, and through it of every language. */
export interface TableWords {
  readonly failure: Readonly<
    Record<FailureCode, { title: string; why: string; next: string; next_window?: string }>
  >;
  readonly aadsts: Readonly<
    Record<AadstsNumber, { title?: string; why: string; next: string; next_window?: string }>
  >;
  readonly helper: Readonly<Record<Exclude<Helper, 'you'>, string>>;
  readonly cloud: Readonly<Record<CloudName, string>>;
  readonly copyFormat: Readonly<Record<CopyFormat, string>>;
  readonly state: Readonly<Record<SessionState['kind'] | 'none', string>>;
}
