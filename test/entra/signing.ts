import { createHash, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK, type JWK, type JWTPayload, SignJWT } from 'jose';

/** Made once a process: simulators come by the dozen, and a prime takes its time. */
const KEYS_OF_TENANTS = new Map<string, Promise<SigningKey>>();

/** A tenant's token signing key: RS256, as Entra signs. */
export class SigningKey {
  /** Key ID in the header of every token and in the published key set. */
  readonly keyId: string;
  readonly publicKey: KeyObject;
  /** The public key as the keys endpoint publishes it. */
  readonly jwk: JWK;
  readonly #privateKey: KeyObject;

  private constructor(privateKey: KeyObject, publicKey: KeyObject, keyId: string, jwk: JWK) {
    this.#privateKey = privateKey;
    this.publicKey = publicKey;
    this.keyId = keyId;
    this.jwk = jwk;
  }

  static of(tenantId: string): Promise<SigningKey> {
    const key = KEYS_OF_TENANTS.get(tenantId) ?? SigningKey.#create();
    KEYS_OF_TENANTS.set(tenantId, key);
    return key;
  }

  static async #create(): Promise<SigningKey> {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const publicKey = createPublicKey(privateKey);
    const keyId = createHash('sha1')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64url');
    // Entra's key set has no `alg`; clients that insist on one must say RS256 themselves.
    const jwk: JWK = { ...(await exportJWK(publicKey)), use: 'sig', kid: keyId, x5t: keyId };
    return new SigningKey(privateKey, publicKey, keyId, jwk);
  }

  /** Signs a token. Its times are the caller's affair. */
  sign(payload: JWTPayload): Promise<string> {
    return new SignJWT(payload)
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', x5t: this.keyId, kid: this.keyId })
      .sign(this.#privateKey);
  }
}
