import { createInstance, type TFunction } from 'i18next';
import type { NoticeContent } from '../app-state.ts';
import { CLOUD_NAMES, CLOUDS } from '../clouds.ts';
import { type Failure, helperOf, isConsentMissing, speakingAadsts } from '../failures.ts';
import { type Language, languageOf } from '../languages.ts';
import type { ProfileImport } from '../operations.ts';
import { onOneLine } from '../plain-text.ts';
import { shellQuoted } from '../shell-quoted.ts';
import type { en } from './en.ts';
import type { Messages } from './messages.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

/** Looks up a message by its typed key. */
export type Translate = TFunction;

/** All that is said in each language. */
export const LOADERS: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import('./en.ts')).en,
  fr: async () => (await import('./fr.ts')).fr,
  pt: async () => (await import('./pt.ts')).pt,
};

/**
 * The messages in one language, and no other: each is loaded when it is wanted.
 * @param locale a BCP 47 tag; English where that language is not there
 */
export async function loadTranslate(locale: string): Promise<Translate> {
  const lng = languageOf(locale);
  const i18n = createInstance();
  i18n.init({
    lng,
    initAsync: false,
    resources: { [lng]: { translation: await LOADERS[lng]() } },
    // Our outputs are a terminal, native menus and Preact text nodes: none of them takes HTML. But much of what messages
    // name is from elsewhere, and must not look like a line, or a message, of ours.
    interpolation: { escape: onOneLine },
  });
  // Within a command: {{profile, shell}}.
  i18n.services.formatter?.add('shell', (value) => shellQuoted(String(value), IS_WINDOWS));
  return i18n.t;
}

/** Of the computer that the command is pasted on; Node says it as a browser does. */
const IS_WINDOWS = /^win/i.test(globalThis.navigator?.platform ?? '');

/** A failure in words: what happened, why, who can do something about it, and what to do next. */
export interface Explanation {
  readonly title: string;
  /** The title, or why, where Entra's number says more than the title does. */
  readonly headline: string;
  readonly why: string;
  /** Left out where nobody can be named. */
  readonly who?: string;
  readonly next: string;
}

/**
 * Puts a failure into words. An AADSTS number that we know replaces the general reason and next step, and
 * the title where it has a better one.
 * @param profile the name of the profile that it was met with: commands to paste have it
 * @param place where there are buttons, `next` names no command that they make needless
 */
export function explain(
  failure: Failure,
  t: Translate,
  profile: string = t('app.someProfile'),
  place?: 'window',
): Explanation {
  // A failure carries the parameters of its own message, which the key's type cannot say: `en` is checked instead.
  const say = t as unknown as (key: string | string[], params?: Record<string, unknown>) => string;
  const known = speakingAadsts(failure);
  const helper = helperOf(failure);
  const cause = failure.cause ?? failure.code;
  const number = failure.aadsts === undefined || known ? '' : `, AADSTS${failure.aadsts}`;
  const complaint = failure.fields && {
    complaint: failure.fields
      .map((field) => t(`profileComplaint.${field}`, { clouds: CLOUD_NAMES }))
      .join(' '),
  };
  const params = {
    service: 'Microsoft Entra ID',
    profile,
    cause: `${cause}${number}`,
    clouds: CLOUD_NAMES,
    domains: CLOUD_NAMES.map((name) => CLOUDS[name].workspaceDomain),
    ...complaint,
    ...failure.params,
    // Words of the system's or the log's own, which are English.
    ...(failure.params?.cause ? { cause: fileProblem(failure.cause, t) ?? failure.params.cause } : {}),
  };
  const general = `failure.${failure.code}` satisfies `failure.${keyof typeof en.failure}`;
  const why = say(known ? `aadsts.${known}.why` : `${general}.why`, params);
  const own = known ? say(`aadsts.${known}.title`, { ...params, defaultValue: '' }) : undefined;
  const title = own || say(`${general}.title`, params);
  const next = known ? `aadsts.${known}.next` : `${general}.next`;
  const nextInWindow = known ? `aadsts.${known}.next_window` : `${general}.next_window`;
  return {
    title,
    headline: own === '' ? why : title,
    why,
    ...(helper && helper !== 'you' ? { who: t(`helper.${helper}`) } : {}),
    next: say(place ? [nextInWindow, next] : next, params),
  };
}

/** Why a file can't be read or written; undefined for a code that has no words. */
export function fileProblem(code: string | undefined, t: Translate): string | undefined {
  const say = t as unknown as (key: string, options: { defaultValue: string }) => string;
  return (code && say(`fileProblem.${code}`, { defaultValue: '' })) || undefined;
}

/** What happened, why, and what to do next, in one line. */
export function inOneLine(failure: Failure, t: Translate, profile?: string): string {
  const { title, why, next } = explain(failure, t, profile);
  return `${title} ${why} ${next}`;
}

/** The profile that a failure was met with, as a help desk needs it. */
export interface FailedProfile {
  readonly name: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** Host of the authority. */
  readonly authority: string;
}

/**
 * What a help desk asks for, line by line: the failure, its number, correlation ID and time (UTC), tenant and client ID;
 * where consent is missing, the link by which an administrator gives it for everybody.
 * Source of the link: Microsoft Learn, "Grant tenant-wide admin consent to an application".
 */
export function helpDeskLines(failure: Failure, profile: FailedProfile | undefined, t: Translate): string[] {
  const { aadsts, correlationId, description, at } = failure;
  const rows: [string, string | undefined][] = [
    [t('helpDesk.number'), aadsts === undefined ? undefined : `AADSTS${aadsts}`],
    [t('helpDesk.correlationId'), correlationId],
    [t('helpDesk.time'), new Date(at).toISOString()],
    [t('helpDesk.tenant'), profile?.tenantId],
    [t('helpDesk.clientId'), profile?.clientId],
    [t('helpDesk.consent'), profile && isConsentMissing(failure) ? adminConsentLink(profile) : undefined],
    [t('helpDesk.details'), description],
  ];
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [t('app.labelled', { label, value })]));
}

function adminConsentLink({ authority, tenantId, clientId }: FailedProfile): string {
  return `https://${authority}/${tenantId}/adminconsent?client_id=${clientId}`;
}

/** What a person should know of what was read, line by line. */
export function importNotes({ holdsSecret, isOfAzureCli, skipped }: ProfileImport, t: Translate): string[] {
  return [
    ...skipped.map(({ section, failure }) =>
      t('imported.skipped', { section, title: explain(failure, t).title }),
    ),
    ...(holdsSecret ? [t('imported.secretIgnored')] : []),
    ...(isOfAzureCli ? [t('imported.azureCliClient')] : []),
  ];
}

/** What a person should know although they did nothing. @param place as for {@link explain} */
export function noticeText(notice: NoticeContent, t: Translate, place?: 'window'): string {
  const reasonOf = ({ reason }: { readonly reason: string }) => fileProblem(reason, t) ?? reason;
  const inWords = (failure: Failure) => ({ ...explain(failure, t, undefined, place) });
  switch (notice.kind) {
    case 'settings_set_aside':
      return t('notice.settings_set_aside', { ...notice.params, reason: reasonOf(notice.params) });
    case 'settings_ignored':
      return t('notice.settings_ignored', { reason: reasonOf(notice.params) });
    case 'cache_set_aside':
      return t(`notice.cache_set_aside.${notice.identity}`, notice.params);
    case 'cache_lost':
      return t(`notice.cache_lost.${notice.identity}`, notice.params);
    case 'cache_unsaved':
      return t('notice.cache_unsaved', { ...notice.params, ...inWords(notice.failure) });
    case 'notifications_refused':
      return t('notice.notifications_refused', notice.params);
    case 'data_folder_shared':
      return t('notice.data_folder_shared', notice.params);
    case 'workspace_unconfirmed':
      return t('notice.workspace_unconfirmed', inWords(notice.failure));
    case 'action_failed':
      return t('notice.action_failed', inWords(notice.failure));
    case 'tool_failed':
      return t('notice.tool_failed', inWords(notice.failure));
  }
}
