import { Page } from '../parts/page.tsx';
import { RowCopy } from '../parts/rows.tsx';
import { t } from '../store.ts';

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
export function GuidePage() {
  return (
    <Page title={t('window.guide.title')}>
      <p class="quiet">{t('window.guide.intro')}</p>
      <ol class="guide">
        {STEPS.map((step) => (
          <li key={step.key}>
            {t(`window.guide.${step.key}`)}
            {'copy' in step ? (
              <div class="card">
                <RowCopy
                  label={<code>{step.copy}</code>}
                  name={t('app.labelled', { label: t('window.copyThis'), value: step.copy })}
                  copies={step.copy}
                />
              </div>
            ) : null}
          </li>
        ))}
      </ol>
    </Page>
  );
}
