import type { Command } from 'commander';
import { signInPages } from '../../core/auth/sign-in-page.ts';
import { minutesLeft, timeOfDay } from '../../shared/time.ts';
import type { Context } from '../context.ts';

interface LoginOptions {
  browser: boolean;
  allowPlaintextCache?: boolean;
  profile?: string;
}

/** `login`. */
export function addLoginCommand(program: Command, context: Context): void {
  program
    .command('login')
    .description('sign in through the browser')
    .option('--no-browser', 'print the link instead of opening a browser')
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
      await session.reload();
      context.interruption.signal.addEventListener('abort', () => session.cancelSignIn());
      const token = await session.signIn({
        openBrowser: (link) => (options.browser ? openLink(link, context) : printLink(link, context)),
        timeoutMs: settings.signInTimeoutMinutes * 60_000,
        pages: signInPages(context.t),
      });
      if (!saved.allowPlaintextCache && settings.allowPlaintextCache) {
        await context.settings.update((current) => ({ ...current, allowPlaintextCache: true }));
      }
      const now = Date.now();
      const { username } = token.account;
      const until = timeOfDay(token.expiresOn, now, context.locale);
      await context.terminal.say(
        `Signed in as ${username}; token valid until ${until} (${minutesLeft(token.expiresOn, now)} min).`,
      );
      if (cache.kind === 'plaintext-file') {
        await context.terminal.say(
          'The sign-in is kept in an unencrypted file that only you can read, as you allowed.',
        );
      }
    });
}

async function printLink(link: string, { terminal }: Context): Promise<void> {
  await terminal.say(`Open this link to sign in: ${link}`);
  if (process.env.SSH_CONNECTION) {
    const { port } = new URL(new URL(link).searchParams.get('redirect_uri') ?? '');
    await terminal.say(
      `With the browser on another computer, first run there: ssh -L ${port}:localhost:${port} THIS-HOST`,
    );
  }
  await terminal.say('Waiting for the browser… (Ctrl-C cancels)');
}

async function openLink(link: string, { terminal }: Context): Promise<void> {
  const { default: open } = await import('open');
  // The installed command line runs on Electron as Node; the browser, or what it starts, must not inherit that.
  delete process.env.ELECTRON_RUN_AS_NODE;
  await open(link);
  await terminal.say('Waiting for your browser… (Ctrl-C cancels)');
  await terminal.say(`If no page has opened, open this link to sign in: ${link}`);
}
