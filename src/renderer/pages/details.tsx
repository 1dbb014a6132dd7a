import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ActiveProfile } from '../../shared/app-state.ts';
import { AZURE_CLI_CLIENT_ID } from '../../shared/clouds.ts';
import { keysOf } from '../../shared/keys-of.ts';
import type { Claims } from '../../shared/operations.ts';
import { deriveState } from '../../shared/session.ts';
import { Page } from '../parts/page.tsx';
import { Copyable } from '../parts/rows.tsx';
import { call, locale, now, t, timeInWords } from '../store.ts';

/** The claims that have words of their own, in the order in which people ask for them. */
const GROUPS = {
  who: ['name', 'upn', 'unique_name', 'oid', 'tid'],
  access: ['aud', 'scp', 'appid'],
  time: ['iat', 'nbf', 'exp'],
  signIn: ['amr', 'ipaddr', 'iss'],
} as const;
type Explained = (typeof GROUPS)[keyof typeof GROUPS][number];
const EXPLAINED: ReadonlySet<string> = new Set(Object.values(GROUPS).flat());

/** Epoch seconds (RFC 7519, section 4.1). */
const TIMES: ReadonlySet<string> = new Set(['iat', 'nbf', 'exp']);
/** Names for what the claims call by number. Source: Microsoft Learn, "Access token claims reference". */
const KNOWN: Readonly<Record<string, string>> = {
  '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d': 'Azure Databricks',
  [AZURE_CLI_CLIENT_ID]: 'Microsoft Azure CLI',
};
const METHODS = ['pwd', 'mfa', 'otp', 'fed', 'wia'] as const;

/** What the token says: of whom, for what, from when till when. The token itself stays in main. */
export function DetailsPage({ active }: { active: ActiveProfile }) {
  const { token, nextRefresh, nextSignIn } = deriveState(active.session, now.value);
  const claims = useSignal<{ readonly byName: Claims } | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    // Another token has come in: its claims take the place of the last one's.
    void call('session.claims').then((result) => {
      if (isCurrent) claims.value = { byName: result.ok ? result.value : undefined };
    });
    return () => {
      isCurrent = false;
    };
  }, [active.profile.id, token?.expiresOn]);
  const byName = claims.value?.byName;
  const times = [
    ['lastRefresh', token?.obtainedOn],
    ['nextRefresh', token && nextRefresh],
    ['nextSignIn', nextSignIn],
  ] as const;
  return (
    <Page title={t('window.claims.title')} about={active.profile.name}>
      {claims.value && !byName ? <p class="quiet">{t('failure.token_opaque.why')}</p> : null}
      {byName
        ? keysOf(GROUPS).map((group) => (
            <section key={group}>
              <h2>{t(`window.claims.groups.${group}`)}</h2>
              <dl class="card claims">
                {GROUPS[group]
                  .filter((name) => name in byName)
                  .map((name) => (
                    <Claim key={name} name={name} value={byName[name] ?? ''} />
                  ))}
                {group === 'time'
                  ? times.map(([key, at]) =>
                      at ? (
                        <div key={key}>
                          <dt>{t(`window.claims.${key}`)}</dt>
                          <dd>{timeInWords(at)}</dd>
                        </div>
                      ) : null,
                    )
                  : null}
              </dl>
            </section>
          ))
        : null}
      {byName ? <Others byName={byName} /> : null}
    </Page>
  );
}

/** Claims without words of their own, by their names. */
function Others({ byName }: { byName: NonNullable<Claims> }) {
  const names = Object.keys(byName).filter((name) => !EXPLAINED.has(name));
  if (names.length === 0) return null;
  return (
    <details class="folded">
      <summary>{t('window.claims.groups.other')}</summary>
      <dl class="card claims">
        {names.map((name) => (
          <Claim key={name} name={name} value={byName[name] ?? ''} />
        ))}
      </dl>
    </details>
  );
}

function Claim({ name, value }: { name: string; value: string }) {
  const label = EXPLAINED.has(name) ? t(`window.claims.${name as Explained}`) : undefined;
  const meaning = meaningOf(name, value);
  return (
    <div>
      <dt>
        {label} <code>{name}</code>
      </dt>
      <dd>
        {meaning ? <span>{meaning}</span> : null}
        {/* IDs and addresses, whose end tells them apart. */}
        {/^[0-9a-f-]{36}$|^https:/i.test(value) ? (
          <Copyable text={value} name={name} />
        ) : meaning === undefined || TIMES.has(name) ? (
          <span class={meaning ? 'quiet small' : ''}>{value}</span>
        ) : null}
      </dd>
    </div>
  );
}

/** The value as people say it, where they say it otherwise. */
function meaningOf(name: string, value: string): string | undefined {
  if (TIMES.has(name)) {
    const at = new Date(Number(value) * 1000);
    // Whoever made the token may have dated it in any way.
    if (Number.isNaN(at.getTime())) return undefined;
    return new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
  }
  if (name === 'amr') {
    const methods = METHODS.filter((method) => value.includes(`"${method}"`));
    const words = methods.map((method) => t(`window.claims.methods.${method}`));
    return methods.length > 0
      ? `${words.join(', ')} (${value.replace(/[[\]"]/g, '').replaceAll(',', ', ')})`
      : undefined;
  }
  return KNOWN[value];
}
