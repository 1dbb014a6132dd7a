import type { ProfileSummary } from '../../shared/app-state.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { RowLink } from '../parts/rows.tsx';
import { translate } from '../store.ts';

/** The profiles in their order, which can be changed, and the way to another one. */
export function ProfileList({ profiles }: { profiles: readonly ProfileSummary[] }) {
  const t = translate.value;
  return (
    <>
      <ul class="profiles">
        {profiles.map(({ id, name, workspaceUrl, tenantId }, index) => (
          <li key={id} class="movable">
            <RowLink
              to={{ kind: 'profile', id }}
              label={name}
              about={workspaceUrl ? new URL(workspaceUrl).host : tenantId}
            />
            {profiles.length > 1 ? (
              <>
                <Move id={id} name={name} by={-1} isEnd={index === 0} />
                <Move id={id} name={name} by={1} isEnd={index === profiles.length - 1} />
              </>
            ) : null}
          </li>
        ))}
      </ul>
      <RowLink to={{ kind: 'setup' }} icon="add" label={t('window.profiles.add')} />
    </>
  );
}

function Move({ id, name, by, isEnd }: { id: string; name: string; by: -1 | 1; isEnd: boolean }) {
  const t = translate.value;
  const label = t(by < 0 ? 'window.profiles.up' : 'window.profiles.down');
  return (
    <IconButton
      icon={by < 0 ? 'moveUp' : 'moveDown'}
      label={label}
      name={t('app.labelled', { label, value: name })}
      isDisabled={isEnd}
      onClick={() => void window.bridge.request('profile.move', { id, by })}
    />
  );
}
