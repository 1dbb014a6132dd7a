import { useSignal } from '@preact/signals';
import type { ProfileSummary } from '../shared/app-state.ts';
import { Confirm } from './confirm.tsx';
import { translate, view } from './store.ts';

/** The profiles in their order; each can be changed, moved, or removed with what that forgets said first. */
export function ProfileList({ profiles }: { profiles: readonly ProfileSummary[] }) {
  const t = translate.value;
  return (
    <>
      <ul class="profiles">
        {profiles.map((profile, index) => (
          <ProfileRow
            key={profile.id}
            profile={profile}
            isFirst={index === 0}
            isLast={index === profiles.length - 1}
          />
        ))}
      </ul>
      <div class="actions">
        <button
          type="button"
          onClick={() => {
            view.value = { kind: 'profile' };
          }}
        >
          {t('window.profiles.add')}
        </button>
      </div>
    </>
  );
}

function ProfileRow({
  profile,
  isFirst,
  isLast,
}: {
  profile: ProfileSummary;
  isFirst: boolean;
  isLast: boolean;
}) {
  const t = translate.value;
  const isAsking = useSignal(false);
  const { id, name, tenantId, workspaceUrl } = profile;
  const named = (
    key: 'window.profiles.up' | 'window.profiles.down' | 'window.profiles.edit' | 'window.removeProfile',
  ) => t('app.labelled', { label: t(key), value: name });
  const move = (by: -1 | 1) => void window.bridge.request('profile.move', { id, by });
  return (
    <li>
      <p>
        <strong>{name}</strong>
        <br />
        <span class="quiet">{workspaceUrl ? new URL(workspaceUrl).host : tenantId}</span>
      </p>
      <div class="row">
        <button
          type="button"
          aria-label={named('window.profiles.up')}
          title={t('window.profiles.up')}
          disabled={isFirst}
          onClick={() => move(-1)}
        >
          ↑
        </button>
        <button
          type="button"
          aria-label={named('window.profiles.down')}
          title={t('window.profiles.down')}
          disabled={isLast}
          onClick={() => move(1)}
        >
          ↓
        </button>
        <button
          type="button"
          aria-label={named('window.profiles.edit')}
          onClick={() => {
            view.value = { kind: 'profile', id };
          }}
        >
          {t('window.profiles.edit')}
        </button>
        <button
          type="button"
          aria-label={named('window.removeProfile')}
          onClick={() => {
            isAsking.value = true;
          }}
        >
          {t('window.profiles.remove')}
        </button>
      </div>
      {isAsking.value ? (
        <Confirm
          text={t('window.profiles.removeMeans', { profile: name })}
          label={t('window.removeProfileReally')}
          onConfirm={() => void window.bridge.request('profile.remove', id)}
          onCancel={() => {
            isAsking.value = false;
          }}
        />
      ) : null}
    </li>
  );
}
