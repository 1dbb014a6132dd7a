import type { Translate } from '../../../shared/messages/index.ts';

/** The pages that the browser shows after the sign-in, in the words of `t`. */
export interface SignInPages {
  readonly success: string;
  readonly error: string;
}

/**
 * Self-contained pages: nothing is loaded, no script runs.
 * @param details where it is said why a sign-in failed
 */
export function signInPages(t: Translate, details: string = t('signInPage.errorBody')): SignInPages {
  return {
    success: page(t, t('signInPage.successTitle'), t('signInPage.successBody'), '#0b7a4b'),
    error: page(t, t('signInPage.errorTitle'), details, '#b3261e'),
  };
}

function page(t: Translate, title: string, body: string, colour: string): string {
  const app = t('app.name');
  return `<!doctype html>
<html lang="${t('app.language')}"><head><meta charset="utf-8"><title>${title} – ${app}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { display: grid; min-height: 90vh; place-items: center; margin: 0 }
main { max-width: 26rem; padding: 2rem; border-top: .3rem solid ${colour} }
h1 { font-size: 1.4rem; margin: 0 0 .5rem }
p { margin: 0 }
small { display: block; margin-top: 2rem; opacity: .7 }
</style></head>
<body><main><h1>${title}</h1><p>${body}</p><small>${app}</small></main></body></html>`;
}
