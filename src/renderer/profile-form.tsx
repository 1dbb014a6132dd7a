import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import type { ProfileSummary } from '../shared/app-state.ts';
import { CLOUD_NAMES } from '../shared/clouds.ts';
import type { Failure } from '../shared/failures.ts';
import { explain } from '../shared/messages/index.ts';
import type { ProfileCheck, Result } from '../shared/operations.ts';
import type { Cloud, ProfileDraft, ProfileField } from '../shared/profile.ts';
import { FailurePanel } from './failure-panel.tsx';
import { translate } from './store.ts';

const CLOUD_CHOICES = ['found', ...CLOUD_NAMES, 'other'] as const;
type CloudChoice = (typeof CLOUD_CHOICES)[number];

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

/** What a form begins with. */
export function draftOfProfile(profile: ProfileSummary): Partial<ProfileDraft> {
  const { name, tenantId, clientId, cloud, workspaceUrl, workspaceResourceId } = profile;
  return { name, tenantId, clientId, cloud, workspaceUrl, workspaceResourceId };
}

/**
 * The fields of a profile. What was typed stays when something is wrong with it; each field is looked at when it is
 * left, and the workspace is asked for its tenant.
 * @param findsTenant the workspace is asked for the tenant, and the person only where that fails
 * @param clientId a client ID that the person need not know
 */
export function ProfileForm({
  initial,
  findsTenant = false,
  clientId,
  onSave,
}: {
  initial: Partial<ProfileDraft>;
  findsTenant?: boolean;
  clientId?: string;
  onSave: (draft: ProfileDraft) => Promise<Result<unknown>>;
}) {
  const t = translate.value;
  const form = useRef<HTMLFormElement>(null);
  const wrong = useSignal<readonly ProfileField[]>([]);
  const failure = useSignal<Failure | undefined>(undefined);
  const home = useSignal<ProfileCheck['home']>(undefined);
  const cloud = useSignal<CloudChoice>(choiceOf(initial.cloud));
  const isSaving = useSignal(false);

  const draft = (): ProfileDraft => {
    const data = new FormData(form.current ?? undefined);
    const text = (name: string) => String(data.get(name) ?? '').trim();
    const optional = (name: TextField) => (text(name) ? { [name]: text(name) } : {});
    return {
      name: text('name'),
      clientId: clientId ?? text('clientId'),
      ...optional('tenantId'),
      ...optional('workspaceUrl'),
      ...optional('workspaceResourceId'),
      ...cloudOf(cloud.value, text('authority')),
    };
  };
  // A field that is still empty is not wrong yet.
  const check = async () => {
    const asked = draft();
    const result = await window.bridge.request('profile.check', asked);
    if (!result.ok) return;
    const { fields, home: found } = result.value;
    wrong.value = fields.filter((field) => field === 'cloud' || asked[field]);
    home.value = found;
  };
  const save = async () => {
    isSaving.value = true;
    const outcome = await onSave(draft());
    isSaving.value = false;
    const said = outcome.ok ? undefined : outcome.failure;
    wrong.value = said?.fields ?? [];
    failure.value = said?.fields ? undefined : said;
    form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  };
  const field = (name: TextField, hint?: string) => (
    <Field
      name={name}
      label={t(`window.firstRun.${name}`)}
      placeholder={name === 'name' ? t('window.firstRun.namePlaceholder') : PLACEHOLDERS[name]}
      initial={initial[name] ?? ''}
      {...(wrong.value.includes(name) ? { complaint: t(`profileComplaint.${name}`) } : {})}
      {...(hint ? { hint } : {})}
      onLeave={() => void check()}
    />
  );
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {field('name')}
      {field('workspaceUrl')}
      <p class="quiet" role="status">
        {home.value ? foundText(home.value) : null}
      </p>
      {clientId ? <p class="quiet">{t('window.firstRun.publicClientMeans')}</p> : field('clientId')}
      {findsTenant && home.value?.ok !== false && !wrong.value.includes('tenantId')
        ? null
        : field('tenantId', t('window.firstRun.tenantIdHint'))}
      <details class="ways" open={cloud.value !== 'found' || Boolean(initial.workspaceResourceId)}>
        <summary>{t('window.firstRun.more')}</summary>
        <div class="field">
          <label for="cloud">{t('window.firstRun.cloud')}</label>
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
                  ? t(`window.firstRun.clouds.${choice}`)
                  : t(`cloud.${choice}`)}
              </option>
            ))}
          </select>
        </div>
        {cloud.value === 'other' ? (
          <Field
            name="authority"
            label={t('window.firstRun.authority')}
            placeholder="https://login.example.com"
            initial={typeof initial.cloud === 'object' ? `https://${initial.cloud.authorityHost}` : ''}
            {...(wrong.value.includes('cloud')
              ? { complaint: t('profileComplaint.cloud', { clouds: CLOUD_NAMES }) }
              : {})}
            onLeave={() => void check()}
          />
        ) : null}
        {field('workspaceResourceId')}
      </details>
      {failure.value ? <FailurePanel failure={failure.value} /> : null}
      <div class="actions">
        <button type="submit" class="primary" disabled={isSaving.value}>
          {t('window.firstRun.save')}
        </button>
      </div>
    </form>
  );

  function foundText(found: NonNullable<ProfileCheck['home']>): string {
    if (found.ok) {
      const { tenantId: tenant, authority, host } = found.value;
      return `${t('cli.foundByWorkspace', { tenant, authority })} ${t('tokensGoTo.host', { host })}`;
    }
    const { title, next } = explain(found.failure, t);
    return `${title} ${next}`;
  }
}

function Field(props: {
  name: string;
  label: string;
  placeholder: string;
  initial: string;
  complaint?: string;
  hint?: string;
  onLeave: () => void;
}) {
  const { name, label, placeholder, initial, complaint, hint, onLeave } = props;
  const id = useId();
  const notes = [...(complaint ? [`${id}-complaint`] : []), ...(hint ? [`${id}-hint`] : [])];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        defaultValue={initial}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        onBlur={onLeave}
        {...(complaint ? { 'aria-invalid': true } : {})}
        {...(notes.length > 0 ? { 'aria-describedby': notes.join(' ') } : {})}
      />
      {hint ? (
        <p id={`${id}-hint`} class="quiet">
          {hint}
        </p>
      ) : null}
      {complaint ? (
        <p id={`${id}-complaint`} class="complaint" role="alert">
          {complaint}
        </p>
      ) : null}
    </div>
  );
}

function choiceOf(cloud: Cloud | undefined): CloudChoice {
  if (cloud === undefined) return 'found';
  return typeof cloud === 'string' ? cloud : 'other';
}

/** The authority as typed goes to main, which checks it: only `https://HOST` is one. */
function cloudOf(choice: CloudChoice, authority: string): { cloud?: Cloud } {
  if (choice === 'found') return {};
  if (choice !== 'other') return { cloud: choice };
  return { cloud: { authorityHost: authority.replace(/^https:\/\//i, '').replace(/\/$/, '') } };
}
