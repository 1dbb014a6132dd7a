import type { ActiveProfile } from '../../shared/app-state.ts';
import { certificateEnd } from '../../shared/session.ts';
import { shellQuoted } from '../../shared/shell-quoted.ts';
import { longDate } from '../../shared/time.ts';
import { RowCopy, type RowText, Section } from '../parts/rows.tsx';
import { appState, locale, now, t } from '../store.ts';

/** The certificate ends soon, and how another one is saved. */
export function CertificateEnds({ active }: { active: ActiveProfile }) {
  const end = certificateEnd(active.session, now.value);
  if (end === undefined) return null;
  const words = end > now.value ? 'principal.certificateEnds' : 'principal.certificateEnded';
  return (
    <Section>
      <SaveCommand
        active={active}
        icon="clock"
        iconClass="warn"
        label={t(words, { date: longDate(end, locale.value) })}
        about={t('principal.copyRenewal')}
      />
    </Section>
  );
}

/** The command line reads secrets and keys; a window's fields could be looked into. */
export function SaveCommand({ active, ...words }: { active: ActiveProfile } & RowText) {
  const { profile, session } = active;
  const { identity } = session;
  const isCertificate = identity.kind === 'servicePrincipal' && identity.credential?.kind === 'certificate';
  const option = isCertificate ? '--certificate PEM-FILE' : '--client-secret-stdin';
  const name = shellQuoted(profile.name, appState.value?.platform === 'win32');
  const command = `entra-token profile set ${name} ${option}`;
  return <RowCopy icon="key" about={command} {...words} copies={command} />;
}
