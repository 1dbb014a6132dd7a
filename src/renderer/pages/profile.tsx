import type { AppState, ProfileSummary } from '../../shared/app-state.ts';
import { AZURE_CLI_CLIENT_ID } from '../../shared/clouds.ts';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Page } from '../parts/page.tsx';
import { useRequest } from '../parts/request.ts';
import { RowRemove } from '../parts/row-remove.tsx';
import { RowLink, Section } from '../parts/rows.tsx';
import { back, call, t } from '../store.ts';
import { draftOfProfile, useProfileDraft } from './profile-draft.ts';
import { CloudFields, DraftForm, ProfileTextField, WorkspaceField } from './profile-form.tsx';

/** Changes a profile, or removes it. */
export function ProfilePage({ state, id }: { state: AppState; id: string }) {
  const { failure, ask } = useRequest();
  const profile = state.profiles.find((candidate) => candidate.id === id);
  // Removed meanwhile by the command line.
  if (!profile) return <Page title={t('state.none')}>{null}</Page>;
  return (
    <Page title={t('window.profiles.edit')} about={profile.name}>
      <ProfileForm profile={profile} />
      <Section>
        <RowLink to={{ kind: 'guide' }} icon="info" label={t('window.guide.open')} />
        <RowRemove
          label={t('window.removeProfile')}
          question={t('window.profiles.removeMeans', { profile: profile.name })}
          answer={t('window.removeProfileReally')}
          onConfirm={async () => {
            const outcome = await ask(call('profile.remove', id));
            if (outcome.ok) back();
          }}
        />
        <FailurePanel failure={failure} />
      </Section>
    </Page>
  );
}

function ProfileForm({ profile }: { profile: ProfileSummary }) {
  const form = useProfileDraft(draftOfProfile(profile));
  const isAzureCli = profile.clientId === AZURE_CLI_CLIENT_ID;
  const save = async () => {
    const { id } = profile;
    const outcome = await form.save((draft) => call('profile.change', { id, draft }));
    if (outcome.ok) back();
  };
  return (
    <DraftForm of={form} label={t('window.setup.save')} onSave={save} onCancel={back}>
      <ProfileTextField of={form} name="name" />
      <WorkspaceField of={form} />
      <ProfileTextField
        of={form}
        name="clientId"
        hint={isAzureCli ? t('window.setup.azureCli') : undefined}
      />
      <ProfileTextField of={form} name="tenantId" hint={t('window.setup.tenantIdHint')} />
      <CloudFields of={form} />
      <p class="quiet small">
        {t(profile.identity === 'person' ? 'window.profiles.editHint' : 'principal.editHint')}
      </p>
    </DraftForm>
  );
}
