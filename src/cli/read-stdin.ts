import { type Context, usage } from './context.ts';
import { readLimited } from './read-limited.ts';
import { typedInput } from './windows-console.ts';

/** No refresh token of Entra's comes near this, nor a password or a client secret. */
const MAX_SECRET = 16_384;

/** What is piped in, or typed. @throws FailureError `usage` */
export async function readStdin({ t, terminal }: Context): Promise<string> {
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
