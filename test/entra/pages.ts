import { randomBytes } from 'node:crypto';
import type { EntraErrorBody } from './errors.ts';
import type { Reply } from './exchange.ts';
import type { SignIn } from './grants.ts';

const STYLE = `
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #eef1f6;
         font: 15px/1.5 "Segoe UI", system-ui, sans-serif; color: #1b1b1b; }
  main { box-sizing: border-box; width: min(440px, 100vw); padding: 36px 44px; background: #fff;
         box-shadow: 0 2px 6px rgb(0 0 0 / .2); }
  .simulator { margin: 0 0 20px; padding: 6px 10px; background: #fff4ce; border-left: 4px solid #c19c00; }
  h1 { margin: 0 0 12px; font-size: 24px; font-weight: 600; }
  label { display: block; margin: 14px 0 4px; }
  input { box-sizing: border-box; width: 100%; padding: 7px 8px; font: inherit; border: 1px solid #666; }
  .buttons { display: flex; flex-wrap: wrap; gap: 8px; justify-content: flex-end; margin-top: 24px; }
  button { padding: 7px 18px; font: inherit; border: 1px solid #8a8a8a; background: #f3f3f3; cursor: pointer; }
  button.primary { color: #fff; background: #0067b8; border-color: #0067b8; }
  [role=alert] { color: #a4262c; }
  .details { color: #555; font-size: 13px; overflow-wrap: anywhere; }
`;

/** Makes text safe inside HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

interface Page {
  readonly title: string;
  /** HTML. */
  readonly content: string;
  readonly status?: number;
  readonly script?: string;
}

function renderPage(page: Page): Reply {
  const nonce = randomBytes(16).toString('base64');
  const script = page.script === undefined ? '' : `<script nonce="${nonce}">${page.script}</script>`;
  return {
    status: page.status ?? 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      // No form-action: answers are posted to whichever loopback port the application listens on.
      'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
      'Referrer-Policy': 'no-referrer',
    },
    body: `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)} (Entra simulator)</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="simulator">Entra simulator: a test server on this computer, not Microsoft. Do not type a real password.</p>
<h1>${escapeHtml(page.title)}</h1>
${page.content}
</main>
${script}
</body>
</html>
`,
  };
}

/** The question that a sign-in has come to. */
export function signInPage(signIn: SignIn): Reply {
  const { stage } = signIn;
  const application = escapeHtml(signIn.client.name);
  switch (stage.kind) {
    case 'credentials':
      return renderPage({
        title: 'Sign in',
        content: signInForm(
          signIn,
          `<p>to continue to ${application}</p>
${stage.problem === undefined ? '' : `<p role="alert">${escapeHtml(stage.problem)}</p>`}
<label for="username">User name</label>
<input id="username" name="username" type="text" autocomplete="username" autocapitalize="none" value="${escapeHtml(stage.username)}"${stage.username ? '' : ' autofocus'}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"${stage.username ? ' autofocus' : ''}>`,
          [
            { action: 'sign-in', label: 'Sign in', primary: true },
            { action: 'cancel', label: 'Cancel' },
          ],
        ),
      });
    case 'account':
      return renderPage({
        title: 'Pick an account',
        content: signInForm(signIn, `<p>to continue to ${application}</p>`, [
          {
            action: 'use-account',
            label: `Continue as ${stage.authentication.user.username}`,
            primary: true,
          },
          { action: 'another-account', label: 'Use another account' },
          { action: 'cancel', label: 'Cancel' },
        ]),
      });
    case 'mfa':
      return renderPage({
        title: 'Approve sign-in request',
        content: signInForm(
          signIn,
          `<p>${escapeHtml(stage.user.username)}: this button stands for the second factor.</p>`,
          [
            { action: 'approve', label: 'Approve', primary: true },
            { action: 'cancel', label: 'Cancel' },
          ],
        ),
      });
    case 'consent':
      return renderPage({
        title: 'Permissions requested',
        content: signInForm(
          signIn,
          `<p>${escapeHtml(stage.authentication.user.username)}: ${application} would like to access
${escapeHtml(signIn.access.resource.name)} as you (${escapeHtml(signIn.access.permissions)}).</p>`,
          [
            { action: 'accept', label: 'Accept', primary: true },
            { action: 'cancel', label: 'Cancel' },
          ],
        ),
      });
  }
}

interface Button {
  readonly action: string;
  readonly label: string;
  readonly primary?: boolean;
}

function signInForm(signIn: SignIn, content: string, buttons: readonly Button[]): string {
  return `<form method="post" action="/common/login">
<input type="hidden" name="ctx" value="${escapeHtml(signIn.id)}">
${content}
<div class="buttons">${buttons
    .map(
      ({ action, label, primary }) =>
        `<button type="submit" name="action" value="${action}"${primary ? ' class="primary"' : ''}>${escapeHtml(label)}</button>`,
    )
    .join('\n')}</div>
</form>`;
}

/** Where a person types the code that a device shows. */
export function deviceCodePage(problem?: string, userCode = ''): Reply {
  return renderPage({
    title: 'Enter code',
    content: `<form method="post" action="/common/oauth2/deviceauth">
<p>Enter the code displayed on your app or device.</p>
${problem === undefined ? '' : `<p role="alert">${escapeHtml(problem)}</p>`}
<label for="otc">Code</label>
<input id="otc" name="otc" type="text" autocomplete="off" autofocus value="${escapeHtml(userCode)}">
<div class="buttons"><button type="submit" class="primary">Next</button></div>
</form>`,
  });
}

/** A page that only says something. */
export function messagePage(title: string, text: string): Reply {
  return renderPage({ title, content: `<p>${escapeHtml(text)}</p>` });
}

/** Entra's error page, for errors that must not be sent to a redirect URI nobody vouches for. */
export function errorPage(error: EntraErrorBody, status = 400): Reply {
  return renderPage({
    title: "Sorry, but we're having trouble signing you in.",
    status,
    content: `<p role="alert">${escapeHtml(error.error_description)}</p>
<p class="details">Request Id: ${escapeHtml(error.trace_id)}<br>
Correlation Id: ${escapeHtml(error.correlation_id)}<br>
Timestamp: ${escapeHtml(error.timestamp)}</p>`,
  });
}

/**
 * Posts an authorization answer to the application: OAuth 2.0 Form Post Response Mode.
 * By script, with a button for browsers without.
 */
export function formPostPage(redirectUri: string, parameters: Readonly<Record<string, string>>): Reply {
  const inputs = Object.entries(parameters)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('\n');
  return renderPage({
    title: 'Working…',
    content: `<form id="answer" method="post" action="${escapeHtml(redirectUri)}">
${inputs}
<noscript><p>Script is disabled. Click Continue to go on.</p>
<div class="buttons"><button type="submit" class="primary">Continue</button></div></noscript>
</form>`,
    script: "document.getElementById('answer').submit();",
  });
}
