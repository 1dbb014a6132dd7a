import type { ActiveProfile, AppState, ProfileSummary, SyncedFile } from '../../shared/app-state.ts';
import type { Translate } from '../../shared/messages/index.ts';
import { timeOfDay } from '../../shared/time.ts';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Switch } from '../parts/fields.tsx';
import { Page } from '../parts/page.tsx';
import { useRequest } from '../parts/request.ts';
import { RowCopy, RowWords, Section } from '../parts/rows.tsx';
import { now, translate } from '../store.ts';

/** What is connected, in brief, for the row that leads here. */
export function connectedNames(
  { endpoint }: AppState,
  { syncedFiles }: ProfileSummary,
  t: Translate,
): string {
  const names = [
    ...new Set(syncedFiles.map(({ kind }) => t(`window.connect.files.${kind}`))),
    ...(endpoint.kind === 'on' ? [t('window.connect.endpoint')] : []),
  ];
  if (endpoint.kind === 'failed') return t('window.connect.endpointFailed');
  return names.length > 0 ? names.join(', ') : t('window.connect.intro');
}

/** How other programs on this computer come by tokens: one row a tool, and the endpoint that serves them. */
export function ConnectPage({ state, active }: { state: AppState; active: ActiveProfile }) {
  const t = translate.value;
  const { failure, ask, dismiss } = useRequest();
  const { endpoint, locale } = state;
  const { syncedFiles, workspaceUrl } = active.profile;
  const hasConfig = syncedFiles.some(({ kind }) => kind === 'databrickscfg');
  const shown = endpoint.kind === 'failed' ? endpoint.failure : failure;
  return (
    <Page title={t('window.connect.title')} about={t('window.connect.intro')}>
      {shown ? (
        <FailurePanel failure={shown} onDismiss={endpoint.kind === 'failed' ? undefined : dismiss} />
      ) : null}
      <Section>
        {syncedFiles.map((place) => (
          <Synced
            key={`${place.file} ${place.place}`}
            place={place}
            onDisconnect={() => void ask(window.bridge.request('tool.disconnect', place))}
          />
        ))}
        {hasConfig || !workspaceUrl ? null : (
          <div class="row wraps">
            <RowWords icon="tools" label={t('window.connect.config')} />
            <button
              type="button"
              class="button slim"
              onClick={() => void ask(window.bridge.request('tool.connect', 'databrickscfg'))}
            >
              {t('window.connect.connect')}
            </button>
            <p class="quiet small whole">{t('window.connect.configMeans')}</p>
          </div>
        )}
        {workspaceUrl ? (
          <RowCopy
            icon="terminal"
            label={t('window.connect.commands')}
            about="entra-token exec -- dbt run"
            request={() => window.bridge.request('clipboard.copyText', 'entra-token exec -- ')}
          />
        ) : null}
      </Section>
      {syncedFiles.length > 0 ? <p class="quiet small">{t('window.connect.syncing')}</p> : null}
      <Section title={t('tray.endpoint')}>
        <Switch
          label={t('window.connect.serve')}
          about={
            endpoint.kind === 'on'
              ? [
                  `127.0.0.1:${endpoint.port}`,
                  endpoint.lastUsed
                    ? t('window.connect.lastUsed', { time: timeOfDay(endpoint.lastUsed, now.value, locale) })
                    : t('window.connect.neverUsed'),
                ].join(' · ')
              : undefined
          }
          isOn={endpoint.kind !== 'off'}
          onChange={(isOn) => ask(window.bridge.request('endpoint.set', isOn))}
        />
        {endpoint.kind === 'on' && workspaceUrl ? (
          <>
            <RowCopy
              icon="file"
              label={t('window.connect.copyVariables')}
              request={() => ask(window.bridge.request('endpoint.copyVariables', 'dotenv'))}
            />
            <RowCopy
              icon="file"
              label={t('window.connect.copySection')}
              request={() => ask(window.bridge.request('endpoint.copyVariables', 'databrickscfg'))}
            />
          </>
        ) : null}
      </Section>
      <p class="quiet small">{t('window.connect.serveMeans')}</p>
    </Page>
  );
}

/** A file that is kept current, and the way to end that. */
function Synced({ place, onDisconnect }: { place: SyncedFile; onDisconnect: () => void }) {
  const t = translate.value;
  const name = t(`window.connect.files.${place.kind}`);
  return (
    <div class="row">
      <RowWords icon="check" iconClass="good" label={`${name} ${place.place}`} about={place.file} />
      <button
        type="button"
        class="button slim"
        aria-label={t('app.labelled', {
          label: t('window.connect.disconnect'),
          value: `${name} ${place.place}`,
        })}
        onClick={onDisconnect}
      >
        {t('window.connect.disconnect')}
      </button>
    </div>
  );
}
