import { X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { EntraContext } from '../context.ts';
import type { SimulatedPrincipal } from '../directory.ts';
import { EntraError } from '../errors.ts';
import { type EntraRequest, jsonReply, type Reply, requiredParameter } from '../exchange.ts';
import { issueAppToken } from '../tokens.ts';

/** RFC 7523 §2.2. */
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A slow clock is forgiven as much. Seconds. */
const CLOCK_TOLERANCE = 300;

/** The client credentials grant (RFC 6749 §4.4): an app proves itself, by a secret or a certificate's key. */
export async function clientCredentials(context: EntraContext, request: EntraRequest): Promise<Reply> {
  const principal = context.directory.requirePrincipal(requiredParameter(request.form, 'client_id'));
  const scope = requiredParameter(request.form, 'scope');
  const access = context.directory.parseScope(scope);
  // An app has what it was given; it cannot ask for single permissions.
  if (!/^\S+\/\.default$/.test(scope)) throw new EntraError(1002012, { values: { scope } });
  const proof = await proofOf(context, request, principal);
  return jsonReply(await issueAppToken(context, { principal, access, proof }));
}

async function proofOf(
  context: EntraContext,
  request: EntraRequest,
  principal: SimulatedPrincipal,
): Promise<'secret' | 'certificate'> {
  const secret = request.form.get('client_secret');
  if (secret !== null) {
    requireSecret(context, principal, secret);
    return 'secret';
  }
  if (request.form.get('client_assertion_type') !== ASSERTION_TYPE) throw new EntraError(7000216);
  await requireAssertion(context, request, principal, requiredParameter(request.form, 'client_assertion'));
  return 'certificate';
}

function requireSecret(
  context: EntraContext,
  { clientId, secrets }: SimulatedPrincipal,
  given: string,
): void {
  const known = secrets.find(({ value }) => value === given);
  if (!known) throw new EntraError(7000215, { values: { clientId } });
  if ((known.expiresAt ?? Number.POSITIVE_INFINITY) <= context.now()) {
    throw new EntraError(7000222, { values: { clientId } });
  }
}

/** RFC 7523 §3: signed by a registered certificate's key, for this token endpoint, within its time. */
async function requireAssertion(
  context: EntraContext,
  { host, segments }: EntraRequest,
  { clientId, certificates }: SimulatedPrincipal,
  assertion: string,
): Promise<void> {
  const refused = (reason: string) => new EntraError(700027, { values: { reason } });
  const { thumbprint, x5c } = readHeader(assertion);
  const certificate = certificates
    .map((pem) => new X509Certificate(pem))
    .find(({ fingerprint256 }) => Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').equals(thumbprint));
  if (!certificate) throw refused('The key was not found');
  // The chain, where one comes along, begins with the certificate itself.
  if (x5c && !certificate.raw.equals(Buffer.from(x5c[0] ?? '', 'base64'))) throw refused('Invalid chain');
  if (certificate.validToDate.getTime() <= context.now()) throw refused('The key used is expired');
  try {
    await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['PS256'],
      issuer: clientId,
      subject: clientId,
      audience: `https://${host}/${segments.join('/')}`,
      requiredClaims: ['exp', 'nbf', 'jti'],
      currentDate: new Date(context.now()),
      clockTolerance: CLOCK_TOLERANCE,
    });
  } catch (error) {
    const isOfTime =
      error instanceof errors.JWTExpired ||
      (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf');
    if (isOfTime) throw new EntraError(700024);
    throw refused('The signature or a claim is invalid');
  }
}

function readHeader(assertion: string): { thumbprint: Buffer; x5c: string[] | undefined } {
  try {
    const header = decodeProtectedHeader(assertion);
    return { thumbprint: Buffer.from(String(header['x5t#S256'] ?? ''), 'base64url'), x5c: header.x5c };
  } catch {
    throw new EntraError(50027);
  }
}
