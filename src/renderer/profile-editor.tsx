import type { AppState } from '../shared/app-state.ts';
import { ViewHeader } from './header.tsx';
import { ImportForm } from './import-form.tsx';
import { draftOfProfile, ProfileForm } from './profile-form.tsx';
import { translate, type View, view } from './store.ts';

/** Changes a profile, or adds one. */
export function ProfileEditor({ state, shown }: { state: AppState; shown: View & { kind: 'profile' } }) {
  const t = translate.value;
  const { id, draft } = shown;
  const profile = state.profiles.find((candidate) => candidate.id === id);
  const leave = () => {
    view.value = { kind: 'settings' };
  };
  // Removed meanwhile by the command line.
  if (id !== undefined && !profile) return <ViewHeader title={t('state.none')} onBack={leave} />;
  return (
    <>
      <ViewHeader title={t(profile ? 'window.profiles.edit' : 'window.profiles.add')} onBack={leave} />
      <main>
        {profile ? (
          <p class="quiet">{t('window.profiles.editHint')}</p>
        ) : (
          <ImportForm
            onFound={({ draft: found }) => {
              view.value = { kind: 'profile', draft: found };
            }}
          />
        )}
        <ProfileForm
          // Another draft is another form: what was read takes the place of what was there.
          key={JSON.stringify(draft ?? {})}
          initial={profile ? draftOfProfile(profile) : (draft ?? {})}
          onSave={async (filled) => {
            const outcome = profile
              ? await window.bridge.request('profile.change', { id: profile.id, draft: filled })
              : await window.bridge.request('profile.add', filled);
            if (outcome.ok) leave();
            return outcome;
          }}
        />
        <div class="actions">
          <button
            type="button"
            onClick={() => {
              view.value = { kind: 'guide', back: shown };
            }}
          >
            {t('window.guide.open')}
          </button>
        </div>
      </main>
    </>
  );
}
