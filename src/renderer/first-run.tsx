import { useSignal } from '@preact/signals';
import { AZURE_CLI_CLIENT_ID } from '../shared/clouds.ts';
import type { ProfileDraft } from '../shared/profile.ts';
import { foundText, ImportForm } from './import-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { translate, view } from './store.ts';

const WAYS = ['workspace', 'ids', 'publicClient'] as const;
type Way = (typeof WAYS)[number];

/** The first profile: the ways to come to one, then its fields. */
export function FirstRun() {
  const t = translate.value;
  const way = useSignal<Way | undefined>(undefined);
  const draft = useSignal<Partial<ProfileDraft>>({});
  const found = useSignal<string | undefined>(undefined);
  const choose = (chosen: Way, read: Partial<ProfileDraft> = {}) => {
    draft.value = { name: t('window.firstRun.namePlaceholder'), ...read };
    way.value = chosen;
  };
  return (
    <main>
      <h1>{t('window.firstRun.title')}</h1>
      {way.value === undefined ? (
        <>
          <p class="quiet">{t('window.firstRun.intro')}</p>
          <div class="choices">
            {WAYS.map((one) => (
              <button
                key={one}
                type="button"
                class={one === 'workspace' ? 'primary' : ''}
                onClick={() => choose(one)}
              >
                {t(`window.firstRun.ways.${one}`)}
              </button>
            ))}
            <button
              type="button"
              onClick={() => {
                view.value = { kind: 'guide', back: { kind: 'home' } };
              }}
            >
              {t('window.guide.open')}
            </button>
          </div>
          <ImportForm
            onFound={(read) => {
              found.value = foundText(read);
              choose('ids', read.draft);
            }}
          />
        </>
      ) : (
        <>
          <p class="quiet" role="status">
            {found.value}
          </p>
          <ProfileForm
            initial={draft.value}
            findsTenant={way.value !== 'ids'}
            {...(way.value === 'publicClient' ? { clientId: AZURE_CLI_CLIENT_ID } : {})}
            onSave={(filled) => window.bridge.request('profile.add', filled)}
          />
          <div class="actions">
            <button
              type="button"
              onClick={() => {
                way.value = undefined;
                found.value = undefined;
              }}
            >
              {t('window.back')}
            </button>
          </div>
        </>
      )}
    </main>
  );
}
