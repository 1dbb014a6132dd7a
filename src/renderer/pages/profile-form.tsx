import type { ComponentChildren } from 'preact';
import { CLOUD_NAMES, findCloud } from '../../shared/clouds.ts';
import { explain } from '../../shared/messages/index.ts';
import type { ProfileField } from '../../shared/profile.ts';
import { FailurePanel } from '../parts/failure-panel.tsx';
import { Field } from '../parts/fields.tsx';
import { Icon } from '../parts/icon.tsx';
import { Copyable } from '../parts/rows.tsx';
import { t } from '../store.ts';
import { CLOUD_CHOICES, type CloudChoice, type ProfileDraftForm } from './profile-draft.ts';

/** A profile's form: its fields, what is wrong with them as a whole, and the way on. */
export function DraftForm(props: {
  of: ProfileDraftForm;
  /** Of the button that saves. */
  label: string;
  onSave: () => Promise<void>;
  /** Left out where there is nothing to go back to. */
  onCancel?: (() => void) | undefined;
  children: ComponentChildren;
}) {
  const { of, label, onSave, onCancel, children } = props;
  const { form, failure, isSaving } = of;
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void onSave();
      }}
    >
      {children}
      <FailurePanel failure={failure} />
      <div class="buttons">
        {onCancel ? (
          <button type="button" class="button" onClick={onCancel}>
            {t('window.cancel')}
          </button>
        ) : null}
        <button type="submit" class="button primary" disabled={isSaving}>
          {label}
        </button>
      </div>
    </form>
  );
}

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
export function ProfileTextField(props: {
  of: ProfileDraftForm;
  name: TextField;
  hint?: string | undefined;
}) {
  const { of, name, hint } = props;
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

/** The cloud, which the workspace tells, and the authority where it is none of Microsoft's. */
export function CloudFields({ of }: { of: ProfileDraftForm }) {
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
