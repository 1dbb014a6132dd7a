import type { Command } from 'commander';
import { signInPages } from '../../core/entra/identity/sign-in-page.ts';
import type { SignInPrompt } from '../../core/entra/identity/sign-in-prompt.ts';
import { FailureError, kindOf } from '../../shared/failures.ts';
import type { AccountChoice, SignInRequest } from '../../shared/operations.ts';
import { minutesLeft, timeOfDay } from '../../shared/time.ts';
import { browserPlace, openInBrowser } from '../browser.ts';
import { type Context, usage } from '../context.ts';
import { readLimited } from '../read-limited.ts';
import { typedInput } from '../windows-console.ts';

interface LoginOptions {
  browser: boolean;
  deviceCode?: boolean;
  username?: string;
  passwordStdin?: boolean;
  refreshTokenStdin?: boolean;
  selectAccount?: boolean;
  loginHint?: string;
  allowPlaintextCache?: boolean;
  profile?: string;
}

/** No refresh token of Entra's comes near this, nor a password. */
const MAX_SECRET = 16_384;

/** `login`. */
export function addLoginCommand(program: Command, context: Context): void {
  program
    .command('login')
    .description('sign in through the browser')
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
    .option('--profile <name>', 'profile to sign in with')
    .action(async (options: LoginOptions) => {
      const { t, terminal, app, signals } = context;
      const profile = await context.profile(options.profile);
      const request = await requestOf(options, context);
      const settings = {
        ...app.settings,
        allowPlaintextCache: options.allowPlaintextCache ?? app.settings.allowPlaintextCache,
      };
      // Apart: the protection that was asked for is in force once the sign-in has succeeded.
      const session = app.openApart(profile, settings);
      await session.reload();
      const { failure } = session.facts;
      // No link for a sign-in that could not be kept, and not one more window for the keyring's password.
      if (failure && kindOf(failure) === 'cache') throw new FailureError(failure.code, failure);
      signals.signal.addEventListener('abort', () => void session.cancelSignIn());
      const prompt = promptFor(options, context);
      const token = await session.signIn(request, prompt, settings.signInTimeoutMinutes * 60_000);
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
    });
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
    openPage: (link, over) => (browser ? openLink(link, over, context) : printLink(link, context)),
    showCode: ({ userCode, verificationUri, expiresOn }) => {
      const time = timeOfDay(expiresOn, Date.now(), locale);
      void terminal.say(t('cli.deviceCode', { uri: verificationUri, code: userCode, time }));
    },
    pages: signInPages(t),
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
  await terminal.say(t('cli.waitingForBrowser'));
  await terminal.say(t('cli.ifNoPage', { link }));
  if (place === 'beside') await terminal.say(t('cli.orDeviceCode'));
}

async function printLink(link: string, { t, terminal }: Context): Promise<void> {
  await terminal.say(t('cli.openLink', { link }));
  if ((await browserPlace(process.env)) === 'elsewhere') {
    const { port } = new URL(new URL(link).searchParams.get('redirect_uri') ?? '');
    await terminal.say(t('cli.forwardPort', { port }));
    await terminal.say(t('cli.orDeviceCode'));
  }
  await terminal.say(t('cli.waitingForBrowser'));
}

async function readStdin({ t, terminal }: Context): Promise<string> {
  const keys = process.platform === 'win32' ? 'Ctrl-Z, Enter' : 'Ctrl-D';
  const typed = typedInput();
  if (typed) await terminal.say(t('cli.readingStdin', { keys }));
  const content = await readLimited(typed ?? process.stdin, MAX_SECRET);
  if (content === 'tooLong') throw usage(t('cli.stdinTooLong'));
  // A password in a guessed encoding would be a wrong one, and wrong ones lock the account.
  const isCertain = content !== 'notText' && (content.encoding === 'utf-8' || content.mark !== '');
  if (!isCertain) throw usage(t('cli.stdinNotText'));
  if (!content.text.trim()) throw usage(t('cli.stdinEmpty'));
  return content.text;
}

/** A password may begin or end with spaces; the line end is the terminal's or the file's. */
function firstLine(content: string): string {
  return content.replace(/\r?\n[\s\S]*$/, '');
}

/** Asks at the terminal, where what is typed is not shown. */
async function askPassword(username: string, { t, terminal, signals }: Context): Promise<string> {
  const input = typedInput();
  if (!input) throw usage(t('cli.passwordFromWhere'));
  const { read } = await import('read');
  const prompt = t('cli.passwordPrompt', { username });
  // The line end is not shown either: what is said next would stick to the prompt.
  const asked = read({ prompt, silent: true, input, output: process.stderr, terminal: true }).finally(() =>
    terminal.say(''),
  );
  const { promise, reject } = Promise.withResolvers<never>();
  signals.signal.addEventListener('abort', () => reject(new FailureError('cancelled')));
  // Ctrl-C at the prompt: the terminal is in raw mode, and the prompt is who hears of it.
  return Promise.race([asked.catch(() => Promise.reject(new FailureError('cancelled'))), promise]);
}
