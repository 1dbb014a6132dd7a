import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ActiveProfile, AppState, ProfileSummary } from '../../shared/app-state.ts';
import type { ToolList } from '../../shared/tools.ts';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Switch } from '../parts/fields.tsx';
import { Page } from '../parts/page.tsx';
import { useRequest } from '../parts/request.ts';
import { RowCopy, Section } from '../parts/rows.tsx';
import { ToolRows } from '../parts/tool-rows.tsx';
import { call, t, timeInWords } from '../store.ts';

/** What is connected, in brief, for the row that leads here. */
export function connectedNames({ endpoint }: AppState, { syncedFiles }: ProfileSummary): string {
  if (endpoint.kind === 'failed') return t('window.connect.endpointFailed');
  const names = new Set(syncedFiles.map(({ kind }) => t(`tools.names.${kind}`)));
  const all = [...names, ...(endpoint.kind === 'on' ? [t('window.connect.endpoint')] : [])];
  return all.join(', ') || t('window.connect.intro');
}

/** How other programs on this computer come by tokens: one row a tool, and the endpoint that serves them. */
export function ConnectPage({ state, active }: { state: AppState; active: ActiveProfile }) {
  const { failure, ask, dismiss } = useRequest();
  const list = useSignal<ToolList | undefined>(undefined);
  const { endpoint, profiles } = state;
  const { id, name, syncedFiles, workspaceUrl } = active.profile;
  const looks = useRef(0);
  const look = async () => {
    looks.current += 1;
    const turn = looks.current;
    const found = await call('tool.list');
    // Answers may overtake each other; only the newest question's is of now.
    if (found.ok && turn === looks.current) list.value = found.value;
  };
  // What is in the files changes with the token and the endpoint, and by whoever edits them meanwhile.
  const causes = [id, JSON.stringify(syncedFiles), endpoint.kind, active.session.token?.expiresOn];
  useEffect(() => {
    void look();
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, causes);
  const shown = endpoint.kind === 'failed' ? endpoint.failure : failure;
  return (
    <Page title={t('window.connect.title')} about={profiles.length > 1 ? name : t('window.connect.intro')}>
      <FailurePanel failure={shown} onDismiss={endpoint.kind === 'failed' ? undefined : dismiss} />
      {list.value ? (
        <ToolRows
          key={id}
          list={list.value}
          hasWorkspace={workspaceUrl !== undefined}
          onChange={async (request) => {
            const outcome = await ask(request);
            await look();
            return outcome;
          }}
        />
      ) : null}
      {syncedFiles.length > 0 ? <p class="quiet small">{t('window.connect.syncing')}</p> : null}
      <Section title={t('tray.endpoint')}>
        <Switch
          label={t('window.connect.serve')}
          about={
            endpoint.kind === 'on' ? `127.0.0.1:${endpoint.port} · ${lastUse(endpoint.lastUsed)}` : undefined
          }
          isOn={endpoint.kind !== 'off'}
          onChange={(isOn) => ask(call('endpoint.set', isOn))}
        />
        {endpoint.kind === 'on' && workspaceUrl ? (
          <>
            <RowCopy
              icon="file"
              label={t('window.connect.copyVariables')}
              copies={() => ask(call('endpoint.copyVariables', 'dotenv'))}
            />
            <RowCopy
              icon="file"
              label={t('window.connect.copySection')}
              copies={() => ask(call('endpoint.copyVariables', 'databrickscfg'))}
            />
          </>
        ) : null}
      </Section>
      <p class="quiet small">{t('window.connect.serveMeans')}</p>
    </Page>
  );

  function lastUse(at: number | undefined): string {
    if (!at) return t('window.connect.neverUsed');
    return t('window.connect.lastUsed', { time: timeInWords(at) });
  }
}
