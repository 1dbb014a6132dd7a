import type { Command } from 'commander';
import type { AccountChoice, SignInMethod } from '../../core/auth/sign-in-method.ts';
import { signInPages } from '../../core/auth/sign-in-page.ts';
import { FailureError } from '../../shared/failure.ts';
import { minutesLeft, timeOfDay } from '../../shared/time.ts';
import { browserPlace, openInBrowser } from '../browser.ts';
import type { Context } from '../context.ts';
import { readLimited } from '../read-limited.ts';

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
  const { t, terminal } = context;
  program
    .command('login')
    .description('sign in through the browser')
    .option('--no-browser', 'print the link instead of opening a browser')
    .option('--device-code', 'sign in on any device, with a code')
    .option('--username <name>', 'sign in with user name and password; not possible with MFA or federation')
    .option('--password-stdin', 'read the password from standard input instead of asking for it')
    .option('--refresh-token-stdin', 'take over the sign-in of another program by its refresh token')
    .option('--select-account', 'choose the account in the browser: sign in as someone else')
    .option('--login-hint <name>', 'suggest this user name to the sign-in page')
    .option(
      '--allow-plaintext-cache',
      'Linux without a keyring: keep the sign-in in an unencrypted file (mode 0600)',
    )
    .option('--profile <name>', 'the profile to sign in with')
    .action(async (options: LoginOptions) => {
      const saved = await context.settings.load();
      const settings = {
        ...saved,
        allowPlaintextCache: options.allowPlaintextCache ?? saved.allowPlaintextCache,
      };
      const { session, cache } = context.openProfile(context.profile(settings, options.profile), settings);
      const method = await methodOf(options, context);
      await session.reload();
      context.interruption.signal.addEventListener('abort', () => void session.cancelSignIn());
      const token = await session.signIn(method, settings.signInTimeoutMinutes * 60_000, accountOf(options));
      if (!saved.allowPlaintextCache && settings.allowPlaintextCache) {
        await context.settings.update((current) => ({ ...current, allowPlaintextCache: true }));
      }
      const now = Date.now();
      await terminal.say(
        t('cli.signedIn', {
          username: token.account.username,
          time: timeOfDay(token.expiresOn, now, context.locale),
          minutes: minutesLeft(token.expiresOn, now),
        }),
      );
      if (cache.kind === 'plaintext-file') await terminal.say(t('cli.plaintextCache'));
    });
}

/** @throws FailureError `usage` where the options name more than one way, or half of one */
async function methodOf(options: LoginOptions, context: Context): Promise<SignInMethod> {
  const { t } = context;
  const { browser, deviceCode, username, passwordStdin, refreshTokenStdin } = options;
  const complain = (complaint: string) => new FailureError('usage', { params: { complaint } });
  const ways = [!browser, deviceCode, username !== undefined, refreshTokenStdin].filter(Boolean).length;
  if (ways > 1) throw complain(t('cli.oneWay'));
  if (passwordStdin && username === undefined) throw complain(t('cli.passwordOfWhom'));
  const { selectAccount, loginHint } = options;
  const choices = [selectAccount, loginHint !== undefined].filter(Boolean).length;
  const isBrowser = ways === 0 || !browser;
  if (choices > 1 || (choices > 0 && !isBrowser)) throw complain(t('cli.oneAccount'));
  if (refreshTokenStdin) return { kind: 'refreshToken', refreshToken: (await readStdin(context)).trim() };
  if (username !== undefined) {
    const password = passwordStdin
      ? firstLine(await readStdin(context))
      : await askPassword(username, context);
    if (!password) throw complain(t('cli.passwordEmpty'));
    return { kind: 'password', username, password };
  }
  if (deviceCode) return deviceCodeMethod(context);
  return {
    kind: 'browser',
    openBrowser: (link) => (browser ? openLink(link, context) : printLink(link, context)),
    pages: signInPages(t),
  };
}

function accountOf({ selectAccount, loginHint }: LoginOptions): AccountChoice {
  if (selectAccount) return { kind: 'choose' };
  return loginHint === undefined ? { kind: 'last' } : { kind: 'hint', username: loginHint };
}

function deviceCodeMethod({ t, terminal, locale }: Context): SignInMethod {
  return {
    kind: 'deviceCode',
    showCode: ({ userCode, verificationUri, expiresOn }) => {
      const time = timeOfDay(expiresOn, Date.now(), locale);
      void terminal.say(t('cli.deviceCode', { uri: verificationUri, code: userCode, time }));
    },
  };
}

async function openLink(link: string, context: Context): Promise<void> {
  const { t, terminal } = context;
  const place = await browserPlace(process.env);
  // Nobody would see a browser that opened here.
  if (place === 'elsewhere') return printLink(link, context);
  await openInBrowser(link, process.env);
  await terminal.say(t('cli.waitingForBrowser'));
  await terminal.say(t('cli.ifNoPage', { link }));
  if (place === 'windows') await terminal.say(t('cli.orDeviceCode'));
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

async function readStdin({ t }: Context): Promise<string> {
  const content = await readLimited(process.stdin, MAX_SECRET);
  if (content === undefined)
    throw new FailureError('usage', { params: { complaint: t('cli.stdinTooLong') } });
  if (!content.trim()) throw new FailureError('usage', { params: { complaint: t('cli.stdinEmpty') } });
  return content;
}

/** A password may begin or end with spaces; the line end is the terminal's or the file's. */
function firstLine(content: string): string {
  return content.replace(/\r?\n[\s\S]*$/, '');
}

/** Asks at the terminal, where what is typed is not shown. */
async function askPassword(username: string, { t, interruption }: Context): Promise<string> {
  if (!process.stdin.isTTY)
    throw new FailureError('usage', { params: { complaint: t('cli.passwordFromWhere') } });
  const { read } = await import('read');
  const prompt = t('cli.passwordPrompt', { username });
  const asked = read({ prompt, silent: true, output: process.stderr });
  const { promise, reject } = Promise.withResolvers<never>();
  interruption.signal.addEventListener('abort', () => reject(new FailureError('cancelled')));
  // Ctrl-C at the prompt: the terminal is in raw mode, and the prompt is who hears of it.
  return Promise.race([asked.catch(() => Promise.reject(new FailureError('cancelled'))), promise]);
}
