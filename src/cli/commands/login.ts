import type { Command } from 'commander';
import { signInPages } from '../../core/entra/identity/sign-in-page.ts';
import type { SignInPrompt } from '../../core/entra/identity/sign-in-prompt.ts';
import { isServicePrincipal, notSignedIn, type Profile } from '../../core/profile/profile.ts';
import type { AccountChoice, SignInRequest } from '../../shared/operations.ts';
import { minutesLeft, timeOfDay } from '../../shared/time.ts';
import { ask } from '../ask.ts';
import { browserPlace, openInBrowser } from '../browser.ts';
import { type Context, usage } from '../context.ts';
import { readStdin } from '../read-input.ts';
import { readCache } from '../trouble.ts';
import { typedInput } from '../windows-console.ts';
import { askWorkspace, workspaceProfile } from '../workspace-profile.ts';
import { draftOf } from './profile.ts';

interface LoginOptions {
  browser: boolean;
  deviceCode?: boolean;
  username?: string;
  passwordStdin?: boolean;
  refreshTokenStdin?: boolean;
  selectAccount?: boolean;
  loginHint?: string;
  allowPlaintextCache?: boolean;
  clientId?: string;
  tenant?: string;
  authority?: string;
  profile?: string;
}

/** `login`. */
export function addLoginCommand(program: Command, context: Context): void {
  program
    .command('login')
    .description('sign in through the browser; with a workspace URL, its profile is found or added')
    .argument('[workspace-url]', 'as copied from the browser, such as https://adb-….azuredatabricks.net')
    .option('--no-browser', 'print the link instead of opening a browser')
    .option('--device-code', 'sign in on any device, with a code')
    .option('--username <name>', 'sign in with user name and password; not possible with MFA or federation')
    .option('--password-stdin', 'read the password from standard input instead of asking for it')
    .option('--refresh-token-stdin', 'import the sign-in of another app by its refresh token')
    .option('--select-account', 'let any account sign in, not only the last one')
    .option('--login-hint <name>', 'the account to sign in with (default: the last one)')
    .option(
      '--allow-plaintext-cache',
      'Linux without a keyring: keep the sign-in in an unencrypted file (mode 0600)',
    )
    .option(
      '--client-id <id>',
      "with a URL: your organization's app registration instead of Microsoft's Azure CLI app",
    )
    .option('--tenant <tenant>', 'with a URL: the tenant, where the workspace cannot be asked for it')
    .option('--authority <url>', 'with a URL: another Entra-compatible authority, as https://HOST')
    .option('--profile <name>', 'profile to sign in with')
    .action(async (url: string | undefined, options: LoginOptions) => {
      const { t, terminal, app, signals } = context;
      const { profile, isOfUrl } = await profileFor(url, options, context);
      if (isServicePrincipal(profile)) return testPrincipal(profile, options, context);
      const request = await requestOf(options, context);
      const settings = {
        ...app.settings,
        allowPlaintextCache: options.allowPlaintextCache ?? app.settings.allowPlaintextCache,
      };
      // Apart: the protection that was asked for is in force once the sign-in has succeeded.
      const session = app.openApart(profile, settings);
      // No link for a sign-in that could not be kept, and not one more window for the keyring's password.
      await readCache(session);
      signals.signal.addEventListener('abort', () => void session.cancelSignIn());
      const prompt = promptFor(options, context);
      const timeoutMs = settings.signInTimeoutMinutes * 60_000;
      const token = await terminal.progress.during(t('window.signingIn.asking'), () =>
        session.signIn(request, prompt, timeoutMs),
      );
      if (settings.allowPlaintextCache !== app.settings.allowPlaintextCache) {
        await app.change((current) => ({ ...current, allowPlaintextCache: true }));
      }
      const now = Date.now();
      await terminal.say(
        t('cli.signedIn', {
          username: token.account.username,
          time: timeOfDay(token.expiresOn, now, context.locale),
          minutes: minutesLeft(token.expiresOn, now),
        }),
      );
      if (session.protection === 'plaintext-file') await terminal.say(t('cli.plaintextCache'));
      if (isOfUrl) await choose(profile, context);
    });
}

/** Whoever names a workspace wants its tokens next. */
async function choose({ id, name }: Profile, { app, t, terminal }: Context): Promise<void> {
  if (app.profile().id !== id) {
    const { profileOperations } = await import('../../core/app/operations/profile.ts');
    await profileOperations['profile.use'].run(app, id);
    await terminal.say(t('cli.defaultProfile', { profile: name }));
  }
  await terminal.say(t('cli.tokenNext'));
}

/** Whom to sign in: the profile that is named or chosen or, where there is a URL, the one of that workspace. */
async function profileFor(
  url: string | undefined,
  options: LoginOptions,
  context: Context,
): Promise<{ profile: Profile; isOfUrl: boolean }> {
  const { profile: name, clientId, tenant, authority, passwordStdin, refreshTokenStdin } = options;
  const { profiles } = await context.app.load();
  const isNothingThere = profiles.length === 0 && !passwordStdin && !refreshTokenStdin;
  const address = url ?? (isNothingThere ? await askWorkspace(context) : undefined);
  if (address !== undefined) {
    const wanted = draftOf(options, context);
    return { profile: await workspaceProfile(context, address, name, wanted), isOfUrl: true };
  }
  if (clientId !== undefined || tenant !== undefined || authority !== undefined) {
    throw usage(context.t('cli.onlyWithUrl'));
  }
  return { profile: await context.profile(name), isOfUrl: false };
}

/** Nobody signs in: a new token shows that the credential works, whatever was refused before. */
async function testPrincipal(
  { id, name }: Profile,
  { profile: _, browser, ...ways }: LoginOptions,
  { t, terminal, app, locale }: Context,
): Promise<void> {
  if (!browser || Object.keys(ways).length > 0) throw usage(t('principal.noWays', { profile: name }));
  const session = app.session(id);
  await readCache(session);
  if (!session.facts.account) throw notSignedIn(session.profile);
  await terminal.progress.during(t('window.signingIn.asking'), () => session.refresh());
  const { facts } = session;
  const now = Date.now();
  const expiresOn = facts.token?.expiresOn ?? now;
  await terminal.say(
    t('principal.tested', {
      app: facts.account?.username ?? name,
      time: timeOfDay(expiresOn, now, locale),
      minutes: minutesLeft(expiresOn, now),
    }),
  );
  if (session.protection === 'plaintext-file') await terminal.say(t('principal.plaintext'));
}

/** @throws FailureError `usage` where the options name more than one way, or half of one */
async function requestOf(options: LoginOptions, context: Context): Promise<SignInRequest> {
  const { t } = context;
  const { browser, deviceCode, username, passwordStdin, refreshTokenStdin } = options;
  const ways = [!browser, deviceCode, username !== undefined, refreshTokenStdin].filter(Boolean).length;
  if (ways > 1) throw usage(t('cli.oneWay'));
  if (passwordStdin && username === undefined) throw usage(t('cli.passwordOfWhom'));
  const { selectAccount, loginHint } = options;
  const choices = [selectAccount, loginHint !== undefined].filter(Boolean).length;
  if (choices + (username === undefined ? 0 : 1) > 1) throw usage(t('cli.oneAccount'));
  const account = accountOf(options);
  if (refreshTokenStdin) {
    const refreshToken = (await readStdin(context)).trim();
    // It goes to the authority as it is: what can be none is not sent.
    if (!/^[\x21-\x7e]+$/.test(refreshToken)) throw usage(t('cli.stdinNoToken'));
    return { kind: 'refreshToken', account, refreshToken };
  }
  if (username !== undefined) {
    const password = passwordStdin
      ? firstLine(await readStdin(context))
      : await askPassword(username, context);
    if (!password) throw usage(t('cli.passwordEmpty'));
    if (/[^\P{Cc}\t]|\uFFFD/u.test(password)) throw usage(t('cli.stdinNotText'));
    return { kind: 'password', username, password };
  }
  return { kind: deviceCode ? 'deviceCode' : 'browser', account };
}

function accountOf({ selectAccount, loginHint }: LoginOptions): AccountChoice {
  if (selectAccount) return 'choose';
  return loginHint === undefined ? 'last' : { hint: loginHint };
}

/** How the sign-in meets the person at this terminal. */
function promptFor({ browser }: LoginOptions, context: Context): SignInPrompt {
  const { t, terminal, locale } = context;
  return {
    openPage: (link, over) => {
      terminal.progress.hide();
      return browser ? openLink(link, over, context) : printLink(link, context);
    },
    showCode: ({ userCode, verificationUri, expiresOn }) => {
      terminal.progress.hide();
      const time = timeOfDay(expiresOn, Date.now(), locale);
      void terminal.say(t('cli.deviceCode', { uri: verificationUri, code: userCode, time }));
    },
    pages: signInPages(t, t('signInPage.errorInTerminal')),
  };
}

async function openLink(link: string, over: AbortSignal, context: Context): Promise<void> {
  const { t, terminal } = context;
  const place = await browserPlace(process.env);
  // Nobody would see a browser that opened here.
  if (place === 'elsewhere') return printLink(link, context);
  const { oneTimePage } = await import('../../core/platform/one-time-page.ts');
  try {
    await openInBrowser(await oneTimePage(link, over), process.env);
  } catch {
    // There is none, or none that starts: the link is as good.
    return printLink(link, context);
  }
  await terminal.say(t('cli.ifNoPage', { link }));
  if (place === 'beside') await terminal.say(t('cli.orDeviceCode'));
  await sayWaiting(context);
}

/** A terminal is told as long as it is so. */
async function sayWaiting({ t, terminal }: Context): Promise<void> {
  const text = t('cli.waitingForBrowser');
  if (!terminal.progress.show(text)) await terminal.say(text);
}

async function printLink(link: string, context: Context): Promise<void> {
  const { t, terminal } = context;
  await terminal.say(t('cli.openLink', { link }));
  if ((await browserPlace(process.env)) === 'elsewhere') {
    const { port } = new URL(new URL(link).searchParams.get('redirect_uri') ?? '');
    await terminal.say(t('cli.forwardPort', { port }));
    await terminal.say(t('cli.orDeviceCode'));
  }
  await sayWaiting(context);
}

/** A password may begin or end with spaces; the line end is the terminal's or the file's. */
function firstLine(content: string): string {
  return content.replace(/\r?\n[\s\S]*$/, '');
}

async function askPassword(username: string, context: Context): Promise<string> {
  const input = typedInput();
  if (!input) throw usage(context.t('cli.passwordFromWhere'));
  return ask(context.t('cli.passwordPrompt', { username }), context, input, { silent: true });
}
