import type { ProfileSummary } from '../../shared/app-state.ts';
import { AZURE_CLI_CLIENT_ID } from '../../shared/clouds.ts';
import {
  type Failure,
  isAppRefused,
  isConsentMissing,
  isRegistrationWrong,
  kindOf,
} from '../../shared/failures.ts';
import { explain, helpDeskLines } from '../../shared/messages/index.ts';
import { appState, go, t } from '../store.ts';
import { Panel } from './panel.tsx';
import { CopyButton } from './rows.tsx';

/** One headline, one sentence, one button for the next step; what else there is to know is folded away. */
export function FailurePanel(props: {
  /** Undefined where all is well. */
  failure: Failure | undefined;
  /** What the page knows better than the failure. */
  sentence?: string | undefined;
  onDismiss?: (() => void) | undefined;
}) {
  const { failure, sentence, onDismiss } = props;
  if (!failure) return null;
  const profile = appState.value?.active?.profile;
  const { headline, why, who, next } = explain(failure, t, profile?.name, 'window');
  // Where only a sign-in helps, the page's main button is the next step: it need not be said.
  const isPlain = kindOf(failure) === 'signInNeeded' && !isConsentMissing(failure);
  const step = profile && stepOf(failure, profile);
  const shown = sentence ?? (isPlain ? undefined : next);
  const folded = [why, who, isPlain ? undefined : next].filter(
    (line): line is string => line !== undefined && line !== headline && line !== shown,
  );
  return (
    <Panel kind="failure" onDismiss={onDismiss}>
      <h2>{headline}</h2>
      {shown ? <p>{shown}</p> : null}
      {step && profile ? (
        <button
          type="button"
          class="button slim"
          data-opens="profile"
          onClick={() => go({ kind: 'profile', id: profile.id })}
        >
          {t(`window.steps.${step}`)}
        </button>
      ) : null}
      <Details failure={failure} headline={headline} folded={folded} />
    </Panel>
  );
}

function Details(props: { failure: Failure; headline: string; folded: readonly string[] }) {
  const { failure, headline, folded } = props;
  const lines = failure.correlationId ? helpDeskLines(failure, appState.value?.active?.profile, t) : [];
  if (folded.length + lines.length === 0) return null;
  const text = [headline, ...folded, ...lines].join('\n');
  return (
    <details class="folded">
      <summary>{t('window.details')}</summary>
      {folded.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {lines.length > 0 ? (
        <ul class="lines">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
      <CopyButton class="slim" text={text} label={t('window.copyDetails')} />
    </details>
  );
}

/** What has to be changed in the profile, where that is what helps: another app registration, or a field. */
function stepOf(failure: Failure, { clientId }: ProfileSummary): 'ownApp' | 'profile' | undefined {
  if (isAppRefused(failure) && clientId === AZURE_CLI_CLIENT_ID) return 'ownApp';
  const isOfProfile = failure.code === 'authority_unusable' || failure.code === 'workspace_other_tenant';
  return isOfProfile || isRegistrationWrong(failure.aadsts) ? 'profile' : undefined;
}
