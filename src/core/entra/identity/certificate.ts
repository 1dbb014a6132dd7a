import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Credential } from '../cache/cache-content.ts';

/** What is wrong with a file that should hold a certificate and its key. */
export type CertificateProblem =
  | 'notPem'
  | 'encrypted'
  | 'noKey'
  | 'severalKeys'
  | 'noCertificate'
  | 'broken'
  | 'otherKey'
  | 'notRsa'
  | 'expired';

/** Every block of a PEM file (RFC 7468), whatever is around it. */
const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----[\s\S]*?-----END \1-----/g;

/** MSAL signs with RSA, and its library refuses less. Bits. */
const MIN_RSA_BITS = 2048;

/**
 * Reads a PEM file with a private key, its certificate and, if they are there, those that vouch for it.
 * @param now epoch milliseconds
 */
export function readCertificate(pem: string, now: number): Credential | CertificateProblem {
  const blocks = [...pem.matchAll(BLOCK)].map(([text, label = '']) => ({ text, label }));
  if (blocks.length === 0) return 'notPem';
  const keys = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  const [key, another] = keys;
  if (!key) return 'noKey';
  if (another) return 'severalKeys';
  // PKCS #8, and what OpenSSL wrote before that.
  if (key.label === 'ENCRYPTED PRIVATE KEY' || key.text.includes('Proc-Type: 4,ENCRYPTED'))
    return 'encrypted';
  const texts = blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ text }) => text);
  if (texts.length === 0) return 'noCertificate';
  let privateKey: KeyObject;
  let certificates: X509Certificate[];
  try {
    privateKey = createPrivateKey(key.text);
    certificates = texts.map((text) => new X509Certificate(text));
  } catch {
    return 'broken';
  }
  const { asymmetricKeyType, asymmetricKeyDetails } = privateKey;
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  if (asymmetricKeyType !== 'rsa' || bits < MIN_RSA_BITS) return 'notRsa';
  const own = certificates.find((certificate) => certificate.checkPrivateKey(privateKey));
  if (!own) return 'otherKey';
  const notAfter = own.validToDate.getTime();
  if (notAfter <= now) return 'expired';
  return {
    kind: 'certificate',
    savedOn: now,
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    chain: [own, ...certificates.filter((other) => other !== own)].map(String).join(''),
    thumbprint: own.fingerprint256.replaceAll(':', ''),
    notAfter,
  };
}
