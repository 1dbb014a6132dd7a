import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { AppState } from '../../shared/app-state.ts';
import { AZURE_CLI_CLIENT_ID } from '../../shared/clouds.ts';
import type { Failure } from '../../shared/failures.ts';
import { explain, importNotes } from '../../shared/messages/index.ts';
import type { ProfileImport } from '../../shared/operations.ts';
import { nameForWorkspace, type ProfileDraft } from '../../shared/profile.ts';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { RowLink, Section } from '../parts/rows.tsx';
import { signIn } from '../sign-in/sign-in.ts';
import { back, call, goHome, t } from '../store.ts';
import { useProfileDraft } from './profile-draft.ts';
import { CloudFields, DraftForm, ProfileTextField, WorkspaceField } from './profile-form.tsx';

/** A new profile on a single page: the workspace's address, which app, and on to the sign-in. */
export function SetupPage({ state }: { state: AppState }) {
  const read = useSignal<ProfileImport | undefined>(undefined);
  const found = read.value;
  const draft = found?.draft ?? {};
  const isFirst = state.profiles.length === 0;
  const content = (
    <>
      <div>
        {isFirst ? (
          <>
            <span class="badge mark">
              <Icon name="key" />
            </span>
            <h1 class="title" tabIndex={-1}>
              {t('window.setup.title')}
            </h1>
          </>
        ) : null}
        <p class="quiet">{t('window.setup.intro')}</p>
        <p class="small" role="status">
          {found ? [t('window.import.found'), ...importNotes(found, t)].join(' ') : null}
        </p>
      </div>
      {/* Another draft is another form: what was read takes the place of what was there. */}
      <SetupForm key={JSON.stringify(draft)} draft={draft} state={state} />
      {found ? null : (
        <ImportForm
          onFound={(imported) => {
            read.value = imported;
          }}
        />
      )}
      <Section>
        <RowLink to={{ kind: 'guide' }} icon="info" label={t('window.guide.open')} />
      </Section>
    </>
  );
  return isFirst ? <main>{content}</main> : <Page title={t('window.profiles.add')}>{content}</Page>;
}

function SetupForm({ draft, state }: { draft: Partial<ProfileDraft>; state: AppState }) {
  const isOwn = useSignal(draft.clientId !== undefined && draft.clientId !== AZURE_CLI_CLIENT_ID);
  const taken = state.profiles.map(({ name }) => name);
  const form = useProfileDraft(draft, (typed) => ({
    ...typed,
    name: typed.name || nameForWorkspace(typed.workspaceUrl, taken, t('window.setup.namePlaceholder')),
    clientId: isOwn.value ? typed.clientId : AZURE_CLI_CLIENT_ID,
  }));
  const { home, wrong } = form;
  // What the workspace does not tell is asked of the person.
  const needsTenant = draft.tenantId !== undefined || (home !== 'asking' && home?.ok === false);
  const save = async () => {
    const outcome = await form.save((filled) => call('profile.add', filled));
    if (!outcome.ok) return;
    await call('profile.use', outcome.value.id);
    goHome();
    await signIn(outcome.value.id, { kind: 'browser', account: 'last' });
  };
  return (
    <DraftForm
      of={form}
      label={t('window.setup.continue')}
      onSave={save}
      onCancel={taken.length > 0 ? back : undefined}
    >
      <WorkspaceField of={form} />
      {needsTenant ? (
        <ProfileTextField of={form} name="tenantId" hint={t('window.setup.tenantIdHint')} />
      ) : null}
      <fieldset>
        <legend>{t('window.setup.signInWith')}</legend>
        <div class="card">
          {(['azureCli', 'ownApp'] as const).map((app) => (
            <label key={app} class="row">
              <span class="words">
                <b>{t(`window.setup.${app}`)}</b>
                <span class="quiet small">{t(`window.setup.${app}Hint`)}</span>
              </span>
              <input
                type="radio"
                name="app"
                value={app}
                aria-label={t(`window.setup.${app}`)}
                checked={isOwn.value === (app === 'ownApp')}
                onChange={() => {
                  isOwn.value = app === 'ownApp';
                }}
              />
            </label>
          ))}
        </div>
      </fieldset>
      {isOwn.value ? <ProfileTextField of={form} name="clientId" /> : null}
      <details
        class="folded"
        open={(['name', 'cloud', 'workspaceResourceId'] as const).some((name) => wrong.includes(name))}
      >
        <summary>{t('window.setup.more')}</summary>
        <ProfileTextField of={form} name="name" />
        {needsTenant ? null : (
          <ProfileTextField of={form} name="tenantId" hint={t('window.setup.tenantIdHint')} />
        )}
        <CloudFields of={form} />
      </details>
    </DraftForm>
  );
}

/** Main takes no more. */
const MAX_LENGTH = 256 * 1024;

/** Reads a profile's fields off a script or a configuration that the person pastes. */
function ImportForm({ onFound }: { onFound: (found: ProfileImport) => void }) {
  const text = useRef<HTMLTextAreaElement>(null);
  const refused = useSignal<Failure | undefined>(undefined);
  const read = async () => {
    const pasted = text.current?.value ?? '';
    const outcome = await call('profile.import', { text: pasted.slice(0, MAX_LENGTH) });
    if (outcome.ok) onFound(outcome.value);
    else refused.value = outcome.failure;
  };
  return (
    <details class="folded">
      <summary>{t('window.import.title')}</summary>
      <div class="field">
        <label for="import">{t('window.import.label')}</label>
        <textarea ref={text} id="import" rows={4} spellcheck={false} />
      </div>
      <button type="button" class="button" onClick={() => void read()}>
        {t('window.import.read')}
      </button>
      <p class="quiet small" role="status">
        {refused.value ? whyNot(refused.value) : null}
      </p>
    </details>
  );
}

/** Why nothing was imported. */
function whyNot(failure: Failure): string {
  if (failure.code === 'import_found_nothing') return t('window.import.nothing');
  const { title, why, next } = explain(failure, t, undefined, 'window');
  return `${title} ${why} ${next}`;
}
