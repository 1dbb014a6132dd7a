import { useSignal } from '@preact/signals';
import type { Claims as ClaimsByName } from '../shared/operations.ts';
import { translate } from './store.ts';

/** The claims that have words of their own, in the order in which people ask for them. */
const EXPLAINED = [
  'upn',
  'name',
  'aud',
  'tid',
  'appid',
  'scp',
  'iat',
  'exp',
  'amr',
  'oid',
  'iss',
  'ipaddr',
] as const;
/** Epoch seconds (RFC 7519, section 4.1). */
const TIMES: ReadonlySet<string> = new Set(['iat', 'nbf', 'exp']);

/** What the token says: of whom, for what, from when till when. Asked for when it is opened; the token stays in main. */
export function Claims({ locale, expiresOn }: { locale: string; expiresOn: number }) {
  const t = translate.value;
  const claims = useSignal<{ readonly of: number; readonly byName: ClaimsByName } | undefined>(undefined);
  const read = async () => {
    const result = await window.bridge.request('session.claims');
    claims.value = { of: expiresOn, byName: result.ok ? result.value : undefined };
  };
  return (
    <details
      class="ways"
      onToggle={(event) => {
        if (event.currentTarget.open) void read();
      }}
    >
      <summary>{t('window.claims.title')}</summary>
      {claims.value?.byName ? <ClaimList byName={claims.value.byName} locale={locale} /> : null}
      {claims.value && !claims.value.byName ? <p class="quiet">{t('failure.token_opaque.why')}</p> : null}
      {/* Another token came in meanwhile. */}
      {claims.value && claims.value.of !== expiresOn ? (
        <div class="actions">
          <button type="button" onClick={() => void read()}>
            {t('window.claims.again')}
          </button>
        </div>
      ) : null}
    </details>
  );
}

function ClaimList({ byName, locale }: { byName: NonNullable<ClaimsByName>; locale: string }) {
  const t = translate.value;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' });
  const shown = (name: string) => {
    const value = byName[name] ?? '';
    const at = new Date(Number(value) * 1000);
    // Whoever made the token may have dated it in any way.
    const isTime = TIMES.has(name) && !Number.isNaN(at.getTime());
    return isTime ? `${time.format(at)} (${value})` : value;
  };
  const others = Object.keys(byName).filter((name) => !(EXPLAINED as readonly string[]).includes(name));
  return (
    <dl class="claims">
      {EXPLAINED.filter((name) => name in byName).map((name) => (
        <div key={name}>
          <dt>
            {t(`window.claims.${name}`)} <code>{name}</code>
          </dt>
          <dd>{shown(name)}</dd>
        </div>
      ))}
      {others.map((name) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>{shown(name)}</dd>
        </div>
      ))}
    </dl>
  );
}
