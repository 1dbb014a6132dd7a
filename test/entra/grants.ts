import { randomBytes, randomInt } from 'node:crypto';
import type { RegisteredClient, RequestedAccess, SimulatedUser } from './directory.ts';

/** How a person proved who they are, as in the `amr` claim. */
export type AuthenticationMethod = 'pwd' | 'mfa';

/** One sign-in of one person; every token that grows out of it remembers it. */
export interface Authentication {
  readonly user: SimulatedUser;
  /** When the person signed in, epoch ms: sign-in frequency counts from here, whatever was refreshed since. */
  readonly at: number;
  readonly methods: readonly AuthenticationMethod[];
  readonly sessionId: string;
}

/** PKCE challenge of an authorization request (RFC 7636 §4.3). */
export interface CodeChallenge {
  readonly method: 'S256' | 'plain';
  readonly value: string;
}

/** What an authorization code stands for. */
export interface AuthorizationCode {
  readonly client: RegisteredClient;
  readonly access: RequestedAccess;
  readonly redirectUri: string;
  readonly authentication: Authentication;
  readonly codeChallenge: CodeChallenge | undefined;
  readonly nonce: string | undefined;
  /** Epoch ms. */
  readonly issuedAt: number;
  redeemed: boolean;
}

/** What a refresh token stands for. */
export interface RefreshGrant {
  readonly client: RegisteredClient;
  readonly access: RequestedAccess;
  readonly authentication: Authentication;
  /** Epoch ms. */
  readonly issuedAt: number;
  /** When it was revoked, epoch ms. */
  revokedAt?: number;
}

/** A device waiting for a person (RFC 8628). */
export interface DeviceGrant {
  readonly userCode: string;
  readonly client: RegisteredClient;
  readonly access: RequestedAccess;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** Seconds between polls; grows when the client is told to slow down. */
  intervalSeconds: number;
  /** Epoch ms. */
  lastPolledAt?: number;
  decision:
    | { readonly kind: 'pending' }
    | { readonly kind: 'approved'; readonly authentication: Authentication }
    | { readonly kind: 'declined' }
    | { readonly kind: 'redeemed' };
}

/** Where a finished sign-in goes. */
export type SignInDestination =
  | {
      readonly kind: 'application';
      readonly redirectUri: string;
      readonly responseMode: 'query' | 'fragment' | 'form_post';
      readonly state: string | undefined;
      readonly nonce: string | undefined;
      readonly codeChallenge: CodeChallenge | undefined;
      readonly clientInfo: boolean;
    }
  | { readonly kind: 'device'; readonly grant: DeviceGrant };

/** What the person is being asked. */
export type SignInStage =
  | { readonly kind: 'credentials'; readonly username: string; readonly problem?: string }
  | { readonly kind: 'account'; readonly authentication: Authentication }
  | { readonly kind: 'mfa'; readonly user: SimulatedUser }
  | { readonly kind: 'consent'; readonly authentication: Authentication };

/** A sign-in under way in a browser. */
export interface SignIn {
  readonly id: string;
  readonly client: RegisteredClient;
  readonly access: RequestedAccess;
  readonly destination: SignInDestination;
  /** Ask for consent even where it was given: `prompt=consent`. */
  readonly forceConsent: boolean;
  stage: SignInStage;
}

/** Letters and digits that people do not take for one another, as in Entra's device codes. */
const USER_CODE_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** All that the simulator hands out and must recognize again. Kept in memory. */
export class GrantStore {
  readonly #codes = new Map<string, AuthorizationCode>();
  readonly #refreshGrants = new Map<string, RefreshGrant>();
  readonly #deviceGrants = new Map<string, DeviceGrant>();
  readonly #signIns = new Map<string, SignIn>();
  readonly #sessions = new Map<string, Authentication>();
  readonly #consents = new Set<string>();
  readonly #secrets: string[] = [];

  /** Every secret issued so far. */
  get secrets(): readonly string[] {
    return this.#secrets;
  }

  /** Notes a token made elsewhere, such as a signed one, among the secrets. */
  rememberSecret(secret: string): string {
    this.#secrets.push(secret);
    return secret;
  }

  /** @returns The authorization code, opaque and about as long as Entra's. */
  addCode(code: AuthorizationCode): string {
    return this.#add(this.#codes, `1.AS${opaque(450)}`, code);
  }

  findCode(code: string): AuthorizationCode | undefined {
    return this.#codes.get(code);
  }

  /** @returns The refresh token, opaque and about as long as Entra's. */
  addRefreshGrant(grant: RefreshGrant): string {
    return this.#add(this.#refreshGrants, `1.AS${opaque(800)}`, grant);
  }

  findRefreshGrant(refreshToken: string): RefreshGrant | undefined {
    return this.#refreshGrants.get(refreshToken);
  }

  /** Revokes every refresh token issued so far, as a changed password does; browser sessions end with them. */
  revokeRefreshGrants(at: number): void {
    for (const grant of this.#refreshGrants.values()) grant.revokedAt ??= at;
    this.#sessions.clear();
  }

  /** @returns The device code; the user code is in the grant. */
  addDeviceGrant(grant: DeviceGrant): string {
    return this.#add(this.#deviceGrants, `${grant.userCode[0]}AQ${opaque(180)}`, grant);
  }

  findDeviceGrant(deviceCode: string): DeviceGrant | undefined {
    return this.#deviceGrants.get(deviceCode);
  }

  /** Finds the device that a person typed the code of. */
  findDeviceGrantByUserCode(userCode: string): DeviceGrant | undefined {
    const wanted = userCode.replace(/[\s-]/g, '').toUpperCase();
    return [...this.#deviceGrants.values()].find((grant) => grant.userCode === wanted);
  }

  addSignIn(signIn: Omit<SignIn, 'id'>): SignIn {
    const withId = { ...signIn, id: opaque(24) };
    this.#signIns.set(withId.id, withId);
    return withId;
  }

  findSignIn(id: string): SignIn | undefined {
    return this.#signIns.get(id);
  }

  endSignIn(signIn: SignIn): void {
    this.#signIns.delete(signIn.id);
  }

  /** @returns The value of the session cookie. */
  addSession(authentication: Authentication): string {
    const cookie = opaque(48);
    this.#sessions.set(cookie, authentication);
    return cookie;
  }

  findSession(cookie: string | undefined): Authentication | undefined {
    return cookie === undefined ? undefined : this.#sessions.get(cookie);
  }

  endSession(cookie: string | undefined): void {
    if (cookie !== undefined) this.#sessions.delete(cookie);
  }

  giveConsent(user: SimulatedUser, client: RegisteredClient): void {
    this.#consents.add(consentKey(user, client));
  }

  hasConsent(user: SimulatedUser, client: RegisteredClient): boolean {
    return this.#consents.has(consentKey(user, client));
  }

  forgetConsents(): void {
    this.#consents.clear();
  }

  #add<Grant>(grants: Map<string, Grant>, secret: string, grant: Grant): string {
    grants.set(secret, grant);
    return this.rememberSecret(secret);
  }
}

/** A code that a person types, nine characters as Entra's are. */
export function createUserCode(): string {
  return Array.from({ length: 9 }, () => USER_CODE_ALPHABET[randomInt(USER_CODE_ALPHABET.length)]).join('');
}

function opaque(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

function consentKey(user: SimulatedUser, client: RegisteredClient): string {
  return `${user.objectId} ${client.clientId}`;
}
