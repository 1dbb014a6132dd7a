import { useSignal } from '@preact/signals';
import type { AppState, ProfileSummary } from '../../shared/app-state.ts';
import { Confirm } from '../parts/confirm.tsx';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Page } from '../parts/page.tsx';
import { useRequest } from '../parts/request.ts';
import { RowButton, RowLink, Section } from '../parts/rows.tsx';
import { back, translate } from '../store.ts';
import { DraftForm } from './draft-form.tsx';
import { draftOfProfile, useProfileDraft } from './profile-draft.ts';
import { CloudFields, clientHint, ProfileTextField, WorkspaceField } from './profile-fields.tsx';

/** Changes a profile, or removes it. */
export function ProfilePage({ state, id }: { state: AppState; id: string }) {
  const t = translate.value;
  const profile = state.profiles.find((candidate) => candidate.id === id);
  // Removed meanwhile by the command line.
  if (!profile) return <Page title={t('state.none')}>{null}</Page>;
  return (
    <Page title={t('window.profiles.edit')} about={profile.name}>
      <ProfileForm profile={profile} />
      <Section>
        <RowLink to={{ kind: 'guide' }} icon="info" label={t('window.guide.open')} />
        <Remove profile={profile} />
      </Section>
    </Page>
  );
}

function ProfileForm({ profile }: { profile: ProfileSummary }) {
  const t = translate.value;
  const form = useProfileDraft(draftOfProfile(profile));
  const save = async () => {
    const { id } = profile;
    const outcome = await form.save((draft) => window.bridge.request('profile.change', { id, draft }));
    if (outcome.ok) back();
  };
  return (
    <DraftForm of={form} label={t('window.setup.save')} onSave={save} onCancel={back}>
      <ProfileTextField of={form} name="name" />
      <WorkspaceField of={form} />
      <ProfileTextField of={form} name="clientId" {...hinted(clientHint(form.initial.clientId))} />
      <ProfileTextField of={form} name="tenantId" hint={t('window.setup.tenantIdHint')} />
      <CloudFields of={form} />
      <p class="quiet small">
        {t(profile.identity === 'person' ? 'window.profiles.editHint' : 'principal.editHint')}
      </p>
    </DraftForm>
  );
}

function hinted(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}

/** Says what is lost before it is. */
function Remove({ profile }: { profile: ProfileSummary }) {
  const t = translate.value;
  const isAsking = useSignal(false);
  const { failure, ask } = useRequest();
  return (
    <>
      <RowButton
        icon="remove"
        iconClass="bad"
        label={t('window.removeProfile')}
        onClick={() => {
          isAsking.value = true;
        }}
      />
      {failure ? <FailurePanel failure={failure} /> : null}
      {isAsking.value ? (
        <Confirm
          text={t('window.profiles.removeMeans', { profile: profile.name })}
          label={t('window.removeProfileReally')}
          onConfirm={async () => {
            isAsking.value = false;
            const outcome = await ask(window.bridge.request('profile.remove', profile.id));
            if (outcome.ok) back();
          }}
          onCancel={() => {
            isAsking.value = false;
          }}
        />
      ) : null}
    </>
  );
}
