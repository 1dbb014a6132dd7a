import { CLOUD_NAMES, CLOUDS } from '../../shared/clouds.ts';
import { type Failure, FailureError } from '../../shared/failures.ts';
import type { en } from '../../shared/messages/en.ts';
import { explain, type Translate } from '../../shared/messages/index.ts';
import { exitCodeOf } from '../exit-codes.ts';

export type CheckName = keyof typeof en.doctor.check;
type FineCode = keyof typeof en.doctor.fine;
type WarningCode = keyof typeof en.doctor.warning;

/** For counts and names that are the same on every computer: whatever else there is must not be in a bug report. */
type Params = Readonly<Record<string, string | number>>;

/** What a check found. */
export type Finding =
  | { readonly level: 'ok'; readonly code: FineCode; readonly params?: Params }
  /** What it depends on failed. */
  | { readonly level: 'skipped'; readonly code: 'skipped' }
  | { readonly level: 'warning'; readonly code: WarningCode; readonly params?: Params }
  | { readonly level: 'error'; readonly failure: Failure };

export function fine(code: FineCode, params?: Params): Finding {
  return { level: 'ok', code, ...(params ? { params } : {}) };
}

export function warning(code: WarningCode, params?: Params): Finding {
  return { level: 'warning', code, ...(params ? { params } : {}) };
}

export function failed(failure: Failure): Finding {
  return { level: 'error', failure };
}

export const SKIPPED: Finding = { level: 'skipped', code: 'skipped' };

/** A finding in words, and what to do about it; fit for a bug report. */
export interface Reported {
  readonly check: CheckName;
  readonly level: Finding['level'];
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
}

export function reported(check: CheckName, finding: Finding, t: Translate): Reported {
  const { level } = finding;
  // A finding carries the parameters of its own message, which the key's type cannot say.
  const say = t as unknown as (key: string, params?: Params) => string;
  switch (level) {
    case 'ok': {
      const { code, params } = finding;
      return { check, level, code, message: say(`doctor.fine.${code}`, params) };
    }
    case 'skipped':
      return { check, level, code: finding.code, message: t('doctor.skipped') };
    case 'warning': {
      const { code, params } = finding;
      const key = `doctor.warning.${code}`;
      return { check, level, code, message: say(`${key}.found`, params), fix: say(`${key}.fix`, params) };
    }
    case 'error': {
      const failure = publicFailure(finding.failure, t);
      const { title, why, next } = explain(failure, t, t('doctor.placeholder.profile'));
      return { check, level, code: failure.code, message: `${title} ${why}`, fix: next };
    }
  }
}

/** What has to be fixed first comes first. */
const ORDER = [1, 6, 2, 4, 5, 3];

/** The exit code of the worst finding; 0 where nothing is wrong. */
export function worstExitCode(findings: readonly Finding[]): number {
  const codes = findings.flatMap((finding) => (finding.level === 'error' ? exitCodeOf(finding.failure) : []));
  return ORDER.find((code) => codes.includes(code)) ?? codes[0] ?? 0;
}

/** Numbers, and names that are the same on every computer. */
const PUBLIC_PARAMS = ['asked', 'count', 'domain', 'issued', 'minutes', 'seconds', 'status', 'variable'];
const PUBLIC_HOSTS: readonly string[] = CLOUD_NAMES.map((name) => CLOUDS[name].authority);

/**
 * A failure without anything that tells whose it is: each name in it (of hosts, people, profiles, tenants, files)
 * becomes the word for what it is, in capitals. Entra's own words and the correlation ID are left out.
 */
function publicFailure({ code, params = {}, cause, aadsts, at }: Failure, t: Translate): Failure {
  const say = t as unknown as (key: string, options: { defaultValue: string }) => string;
  const shown = Object.entries(params).map(([name, value]) => [
    name,
    PUBLIC_PARAMS.includes(name) || PUBLIC_HOSTS.includes(value)
      ? value
      : say(`doctor.placeholder.${name}`, { defaultValue: name.toUpperCase() }),
  ]);
  const isCode = /^(?:[A-Z][A-Z0-9_]{1,60}|[a-z][a-z_]{1,40}|HTTP \d{3})$/.test(cause ?? '');
  // The keyring's own words, where they name no place and nobody.
  const isOfKeyring = code.startsWith('keyring_');
  const isSentence = isOfKeyring && /^[\w $.,'-]{1,120}$/.test(cause ?? '');
  const publicCause =
    isCode || isSentence ? cause : isOfKeyring && cause ? t('doctor.causeLeftOut') : undefined;
  return new FailureError(code, {
    at,
    params: Object.fromEntries(shown),
    ...(publicCause === undefined ? {} : { cause: publicCause }),
    ...(aadsts === undefined ? {} : { aadsts }),
  }).failure;
}
