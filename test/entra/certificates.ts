import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  utcTime,
  utf8String,
} from './der.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  subjectKeyIdentifier: '2.5.29.14',
  authorityKeyIdentifier: '2.5.29.35',
  subjectAlternativeName: '2.5.29.17',
} as const;

/** What a TLS server of the simulator needs, and what its clients need to trust it. All texts are PEM. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly privateKey: string;
  /** The CA that signed `certificate`; its key is thrown away, so nothing else can ever be signed. */
  readonly caCertificate: string;
  /** Base64 SHA-256 of the server's SubjectPublicKeyInfo, as Chromium's
   *  `--ignore-certificate-errors-spki-list` takes it. */
  readonly spkiSha256: string;
}

interface CertificateRequest {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Buffer[];
}

/**
 * Makes a fresh certificate authority and one server certificate signed by it (RFC 5280 profile).
 *
 * The validity starts a day back, so that a client whose clock is a little behind still accepts it.
 *
 * @param names DNS names and IPv4 addresses for the subject alternative name; the first one is the common name.
 */
export function createServerCertificate(names: readonly string[]): ServerCertificate {
  const authorityKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const serverKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  // A CA name of its own per start: two CAs of one name and different keys confuse trust stores.
  const authorityName = `Entra simulator CA ${randomBytes(4).toString('hex')}`;
  const validity = {
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 365 * DAY_MS),
  };

  const caCertificate = createCertificate({
    ...validity,
    subject: authorityName,
    issuer: authorityName,
    publicKey: authorityKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      extension(OID.basicConstraints, true, sequence(boolean(true), integer(Buffer.from([0])))),
      // keyCertSign (bit 5) and cRLSign (bit 6)
      extension(OID.keyUsage, true, bitString(Buffer.from([0b0000_0110]), 1)),
      extension(OID.subjectKeyIdentifier, false, octetString(keyIdentifier(authorityKeys.publicKey))),
      authorityKeyIdentifier(authorityKeys.publicKey),
    ],
  });

  const certificate = createCertificate({
    ...validity,
    subject: names[0] ?? 'localhost',
    issuer: authorityName,
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      extension(OID.basicConstraints, true, sequence()),
      // digitalSignature (bit 0)
      extension(OID.keyUsage, true, bitString(Buffer.from([0b1000_0000]), 7)),
      extension(OID.extendedKeyUsage, false, sequence(objectIdentifier(OID.serverAuth))),
      extension(OID.subjectKeyIdentifier, false, octetString(keyIdentifier(serverKeys.publicKey))),
      authorityKeyIdentifier(authorityKeys.publicKey),
      extension(OID.subjectAlternativeName, false, sequence(...names.map(generalName))),
    ],
  });

  return {
    certificate,
    privateKey: serverKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    caCertificate,
    spkiSha256: createHash('sha256').update(subjectPublicKeyInfo(serverKeys.publicKey)).digest('base64'),
  };
}

/**
 * A certificate by which an app proves itself, and its key, as `openssl req -x509` would write them. All texts are PEM.
 * @param notAfter its end; half a year from now by default
 */
export function createClientCertificate(notAfter = new Date(Date.now() + 180 * DAY_MS)): {
  readonly certificate: string;
  readonly privateKey: string;
} {
  // The signature is nobody's concern: what counts is the key, which must be RSA.
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    certificate: createCertificate({
      subject: 'An app',
      issuer: 'An app',
      publicKey,
      signingKey: authority.privateKey,
      notBefore: new Date(Date.now() - 365 * DAY_MS),
      notAfter,
      extensions: [extension(OID.keyUsage, true, bitString(Buffer.from([0b1000_0000]), 7))],
    }),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function createCertificate(request: CertificateRequest): string {
  const signatureAlgorithm = sequence(objectIdentifier(OID.ecdsaWithSha256));
  // 127 random bits: positive and never starting with a zero byte, as RFC 5280 §4.1.2.2 wants serial numbers.
  const serialNumber = randomBytes(16);
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x7f) | 0x40;

  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))), // version 3
    integer(serialNumber),
    signatureAlgorithm,
    distinguishedName(request.issuer),
    sequence(utcTime(request.notBefore), utcTime(request.notAfter)),
    distinguishedName(request.subject),
    subjectPublicKeyInfo(request.publicKey),
    explicit(3, sequence(...request.extensions)),
  );
  const signature = sign('sha256', toBeSigned, request.signingKey);
  return toPem(sequence(toBeSigned, signatureAlgorithm, bitString(signature)));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(setOf(sequence(objectIdentifier(OID.commonName), utf8String(commonName))));
}

function extension(oid: string, critical: boolean, value: Buffer): Buffer {
  // DER leaves out a default value, and `critical` is false by default.
  return sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value));
}

function authorityKeyIdentifier(authorityKey: KeyObject): Buffer {
  return extension(OID.authorityKeyIdentifier, false, sequence(implicit(0, keyIdentifier(authorityKey))));
}

function generalName(name: string): Buffer {
  return isIPv4(name)
    ? implicit(7, Buffer.from(name.split('.').map(Number)))
    : implicit(2, Buffer.from(name, 'ascii'));
}

function subjectPublicKeyInfo(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** SHA-1 of the key bits, the usual method of RFC 5280 §4.2.1.2. */
function keyIdentifier(key: KeyObject): Buffer {
  // An uncompressed P-256 point is the last 65 bytes of its SubjectPublicKeyInfo.
  return createHash('sha1').update(subjectPublicKeyInfo(key).subarray(-65)).digest();
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
