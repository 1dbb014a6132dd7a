import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Failure } from '../shared/failure.ts';
import type { Cloud, ProfileDraft, ProfileField } from '../shared/profile.ts';
import { FailurePanel } from './failure-panel.tsx';
import { ImportForm } from './import-form.tsx';
import { translate } from './store.ts';

const CLOUDS = ['found', 'public', 'usgov', 'china', 'other'] as const;
type CloudChoice = (typeof CLOUDS)[number];

/** The first profile. What was typed stays when something is wrong with it. */
export function FirstRun() {
  const t = translate.value;
  const wrong = useSignal<readonly ProfileField[]>([]);
  const failure = useSignal<Failure | undefined>(undefined);
  const cloud = useSignal<CloudChoice>('found');
  const form = useRef<HTMLFormElement>(null);

  const save = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? '').trim();
    const outcome = await window.bridge.request('profile:add', {
      name: text('name'),
      clientId: text('clientId'),
      ...(text('tenantId') ? { tenantId: text('tenantId') } : {}),
      ...cloudOf(cloud.value, text('authority')),
      ...(text('workspaceUrl') ? { workspaceUrl: text('workspaceUrl') } : {}),
    });
    wrong.value = !outcome.ok && 'fields' in outcome ? outcome.fields : [];
    failure.value = !outcome.ok && 'failure' in outcome ? outcome.failure : undefined;
  };

  // What the person typed stays where the import says nothing.
  const fill = (draft: Partial<ProfileDraft>) => {
    for (const [name, value] of Object.entries(draft)) {
      const input = form.current?.elements.namedItem(name);
      if (input instanceof HTMLInputElement && typeof value === 'string') input.value = value;
    }
    if (typeof draft.cloud === 'string') cloud.value = draft.cloud;
  };

  const field = (
    name: ProfileField & ('name' | 'tenantId' | 'clientId' | 'workspaceUrl'),
    placeholder: string,
  ) => (
    <Field
      name={name}
      label={t(`window.firstRun.${name}`)}
      placeholder={placeholder}
      {...(wrong.value.includes(name) ? { complaint: t(`profileComplaint.${name}`) } : {})}
    />
  );

  return (
    <main>
      <h1>{t('window.firstRun.title')}</h1>
      <p class="quiet">{t('window.firstRun.intro')}</p>
      <ImportForm onDraft={fill} />
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save(event.currentTarget);
        }}
      >
        {field('name', t('window.firstRun.namePlaceholder'))}
        {field('workspaceUrl', 'https://adb-….azuredatabricks.net')}
        {field('tenantId', '00000000-0000-0000-0000-000000000000')}
        {field('clientId', '00000000-0000-0000-0000-000000000000')}
        <div class="field">
          <label for="cloud">{t('window.firstRun.cloud')}</label>
          <select
            id="cloud"
            value={cloud.value}
            onChange={(event) => {
              cloud.value = event.currentTarget.value as CloudChoice;
            }}
          >
            {CLOUDS.map((choice) => (
              <option key={choice} value={choice}>
                {t(`window.firstRun.clouds.${choice}`)}
              </option>
            ))}
          </select>
        </div>
        {cloud.value === 'other' ? (
          <Field
            name="authority"
            label={t('window.firstRun.authority')}
            placeholder="https://login.example.com"
            {...(wrong.value.includes('cloud') ? { complaint: t('profileComplaint.cloud') } : {})}
          />
        ) : null}
        {failure.value ? <FailurePanel failure={failure.value} /> : null}
        <div class="actions">
          <button type="submit" class="primary">
            {t('window.firstRun.save')}
          </button>
        </div>
      </form>
    </main>
  );
}

function Field(props: { name: string; label: string; placeholder: string; complaint?: string }) {
  const { name, label, placeholder, complaint } = props;
  const complaintId = `${name}-complaint`;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        {...(complaint ? { 'aria-invalid': true, 'aria-describedby': complaintId } : {})}
      />
      {complaint ? (
        <p id={complaintId} class="complaint" role="alert">
          {complaint}
        </p>
      ) : null}
    </div>
  );
}

/** The authority as typed goes to main, which checks it: only `https://HOST` is one. */
function cloudOf(choice: CloudChoice, authority: string): { cloud?: Cloud } {
  if (choice === 'found') return {};
  if (choice !== 'other') return { cloud: choice };
  return { cloud: { authorityHost: authority.replace(/^https:\/\//i, '').replace(/\/$/, '') } };
}
