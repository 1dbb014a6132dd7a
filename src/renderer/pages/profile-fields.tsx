import { AZURE_CLI_CLIENT_ID, CLOUD_NAMES, findCloud } from '../../shared/clouds.ts';
import { explain } from '../../shared/messages/index.ts';
import type { ProfileField } from '../../shared/profile.ts';
import { Field } from '../parts/fields.tsx';
import { Icon } from '../parts/icon.tsx';
import { Copyable } from '../parts/rows.tsx';
import { translate } from '../store.ts';
import { CLOUD_CHOICES, type CloudChoice, type ProfileDraftForm } from './profile-draft.ts';

/** A field that is typed. */
type TextField = Exclude<ProfileField, 'cloud'>;
const ID = '00000000-0000-0000-0000-000000000000';
const PLACEHOLDERS: Readonly<Record<TextField, string>> = {
  name: '',
  workspaceUrl: 'https://adb-….azuredatabricks.net',
  tenantId: ID,
  clientId: ID,
  workspaceResourceId: '/subscriptions/…/workspaces/…',
};

/** One of a profile's fields. */
export function ProfileTextField({
  of,
  name,
  hint,
}: {
  of: ProfileDraftForm;
  name: TextField;
  hint?: string | undefined;
}) {
  const t = translate.value;
  return (
    <Field
      name={name}
      label={t(`window.setup.${name}`)}
      placeholder={name === 'name' ? t('window.setup.namePlaceholder') : PLACEHOLDERS[name]}
      initial={of.initial[name] ?? ''}
      complaint={of.wrong.includes(name) ? t(`profileComplaint.${name}`) : undefined}
      hint={hint}
      onLeave={() => void of.check()}
    />
  );
}

/** The workspace's address, and what the workspace says about itself. */
export function WorkspaceField({ of }: { of: ProfileDraftForm }) {
  const t = translate.value;
  const { home } = of;
  return (
    <div
      class="field"
      onPaste={() => {
        // Once the field has it.
        setTimeout(() => void of.check());
      }}
    >
      <ProfileTextField of={of} name="workspaceUrl" />
      <div role="status">{answer()}</div>
    </div>
  );

  function answer() {
    if (!home) return null;
    if (home === 'asking') return <p class="quiet small">{t('window.setup.checking')}</p>;
    if (home.ok) return <Found {...home.value} />;
    const { title, next } = explain(home.failure, t, undefined, 'window');
    return <p class="complaint small">{`${title} ${next}`}</p>;
  }
}

function Found({ tenantId, authority, host }: { tenantId: string; authority: string; host: string }) {
  const t = translate.value;
  const cloud = findCloud((known) => known.authority === authority);
  return (
    <>
      <p class="found small">
        <Icon name="check" class="good" />
        <span class="good">{cloud ? t(`cloud.${cloud}`) : authority}</span>
        <Copyable text={tenantId} name={t('window.tenant')} />
      </p>
      <p class="quiet small">{t('tokensGoTo.host', { host })}</p>
    </>
  );
}

/** Whose app the client ID is, where everybody knows it. */
export function clientHint(clientId: string | undefined): string | undefined {
  return clientId === AZURE_CLI_CLIENT_ID ? translate.value('window.setup.azureCli') : undefined;
}

/** The cloud, which the workspace tells, and the authority where it is none of Microsoft's. */
export function CloudFields({ of }: { of: ProfileDraftForm }) {
  const t = translate.value;
  const { cloud, initial, wrong } = of;
  return (
    <>
      <div class="field">
        <label for="cloud">{t('window.setup.cloud')}</label>
        <select
          id="cloud"
          value={cloud.value}
          onChange={(event) => {
            cloud.value = event.currentTarget.value as CloudChoice;
          }}
        >
          {CLOUD_CHOICES.map((choice) => (
            <option key={choice} value={choice}>
              {choice === 'found' || choice === 'other'
                ? t(`window.setup.clouds.${choice}`)
                : t(`cloud.${choice}`)}
            </option>
          ))}
        </select>
      </div>
      {cloud.value === 'other' ? (
        <Field
          name="authority"
          label={t('window.setup.authority')}
          placeholder="https://login.example.com"
          initial={typeof initial.cloud === 'object' ? `https://${initial.cloud.authorityHost}` : ''}
          complaint={
            wrong.includes('cloud') ? t('profileComplaint.cloud', { clouds: CLOUD_NAMES }) : undefined
          }
          onLeave={() => void of.check()}
        />
      ) : null}
      <ProfileTextField of={of} name="workspaceResourceId" />
    </>
  );
}
