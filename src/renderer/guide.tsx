import { useSignal } from '@preact/signals';
import { ViewHeader } from './header.tsx';
import { translate, type View, view } from './store.ts';

/** The steps of registering an app, with the text that each asks for. */
const STEPS = [
  { key: 'portal' },
  { key: 'newRegistration' },
  { key: 'name', copy: 'Databricks tokens' },
  { key: 'accountTypes' },
  { key: 'redirectUri', copy: 'http://localhost' },
  { key: 'register' },
  { key: 'ids' },
  { key: 'permission', copy: 'AzureDatabricks' },
  { key: 'consent' },
] as const;

/** How to register an app in the Azure portal, beside the portal itself. */
export function Guide({ back }: { back: View }) {
  const t = translate.value;
  const copied = useSignal<string | undefined>(undefined);
  const copy = async (text: string) => {
    const outcome = await window.bridge.request('clipboard.copyText', text);
    copied.value = outcome.ok ? text : undefined;
  };
  return (
    <>
      <ViewHeader
        title={t('window.guide.title')}
        onBack={() => {
          view.value = back;
        }}
      />
      <main>
        <p class="quiet">{t('window.guide.intro')}</p>
        <ol class="guide">
          {STEPS.map((step) => (
            <li key={step.key}>
              {t(`window.guide.${step.key}`)}
              {'copy' in step ? (
                <p class="row">
                  <code>{step.copy}</code>
                  <button
                    type="button"
                    aria-label={t('app.labelled', { label: t('window.guide.copy'), value: step.copy })}
                    onClick={() => void copy(step.copy)}
                  >
                    {copied.value === step.copy ? t('window.detailsCopied') : t('window.guide.copy')}
                  </button>
                </p>
              ) : null}
            </li>
          ))}
        </ol>
      </main>
    </>
  );
}
