import type { NewCredential } from '../core/app/operations/credential.ts';
import { absolutePath } from '../core/tools/connection.ts';
import { type Context, usage } from './context.ts';
import { readNamedFile, readStdin } from './read-input.ts';

/** Where a service principal's credential comes from. */
export interface CredentialOptions {
  clientSecretStdin?: boolean;
  certificate?: string;
  allowPlaintextCache?: boolean;
}

/** No key with its certificates comes near this. Bytes. */
const MAX_PEM = 256 * 1024;

/**
 * Reads the credential that the options name; undefined where they name none. The secret comes by standard input alone:
 * every user of the machine can read a program's arguments.
 * @throws FailureError `usage`
 */
export async function newCredential(
  { clientSecretStdin, certificate, allowPlaintextCache = false }: CredentialOptions,
  context: Context,
): Promise<NewCredential | undefined> {
  const { t } = context;
  if (clientSecretStdin && certificate !== undefined) throw usage(t('principal.oneCredential'));
  if (certificate !== undefined) {
    return { credential: await certificateOf(certificate, context), allowPlaintext: allowPlaintextCache };
  }
  if (clientSecretStdin) {
    const secret = (await readStdin(context)).trim();
    // It is sent, and never shown: what can be none is found here.
    if (!/^[\x21-\x7e]{1,512}$/.test(secret)) throw usage(t('principal.secretInvalid'));
    const credential = { kind: 'secret', savedOn: Date.now(), secret } as const;
    return { credential, allowPlaintext: allowPlaintextCache };
  }
  if (allowPlaintextCache) throw usage(t('principal.plaintextOfWhat'));
  return undefined;
}

async function certificateOf(path: string, context: Context): Promise<NewCredential['credential']> {
  const file = absolutePath(path);
  const content = await readNamedFile(file, MAX_PEM, context);
  const { readCertificate } = await import('../core/entra/identity/certificate.ts');
  const read = typeof content === 'string' ? 'notPem' : readCertificate(content.text, Date.now());
  if (typeof read !== 'string') return read;
  const { t } = context;
  throw usage(t('principal.unusable', { file, problem: t(`principal.problem.${read}`) }));
}
