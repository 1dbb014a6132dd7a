import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import {
  AuthError,
  AuthErrorCodes,
  ClientAuthError,
  ClientAuthErrorCodes,
  ClientConfigurationError,
  ClientConfigurationErrorCodes,
  InteractionRequiredAuthError,
  InteractionRequiredAuthErrorCodes,
  ServerError,
} from '@azure/msal-node';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TokenCache } from '../../src/core/entra/cache/token-cache.ts';
import { EntraClient } from '../../src/core/entra/client.ts';
import { type Interaction, toFailure } from '../../src/core/entra/errors.ts';
import { signInFlow } from '../../src/core/entra/identity/flows/index.ts';
import type { SignInPrompt } from '../../src/core/entra/identity/sign-in-prompt.ts';
import { systemClock } from '../../src/core/platform/clock.ts';
import type { Logger } from '../../src/core/platform/logger.ts';
import { redact } from '../../src/core/platform/redact.ts';
import type { Profile } from '../../src/core/profile/profile.ts';
import {
  FAILURES,
  type Failure,
  type FailureError,
  helperOf,
  isKnownAadsts,
  kindOf,
} from '../../src/shared/failures.ts';
import { LANGUAGE_CODES } from '../../src/shared/languages.ts';
import { explain, helpDeskLines, loadTranslate } from '../../src/shared/messages/index.ts';
import type { SignInRequest } from '../../src/shared/operations.ts';
import { MemoryStore } from '../simulation/memory-store.ts';

const INTERACTIONS: readonly Interaction[] = ['interactive', 'silent'];
const LANGUAGES = await Promise.all(
  LANGUAGE_CODES.map(async (language) => [language, await loadTranslate(language)] as const),
);

/** Codes that MSAL's Node package throws without exporting them, read from its own files. */
async function hiddenCodes(file: string): Promise<Record<string, unknown>> {
  const entry = createRequire(import.meta.url).resolve('@azure/msal-node');
  return import(pathToFileURL(join(dirname(entry), '../dist/error', file)).href);
}
const nodeClientCodes = stringsOf(await hiddenCodes('ClientAuthErrorCodes.mjs'));
const nodeMessages = Object.values((await hiddenCodes('NodeAuthError.mjs')).NodeAuthErrorMessage as object);
const nodeAuthCodes = nodeMessages.map(({ code }: { code: string }) => code);

function stringsOf(codes: object): string[] {
  return Object.values(codes).filter((code) => typeof code === 'string');
}

function named(name: string, code: string): Error {
  return Object.assign(new AuthError(code, CORRELATION_ID, 'MSAL says'), { name });
}

const CORRELATION_ID = '1e2d3c4b-0000-4000-8000-123456789abc';

/** Every error that MSAL can throw, by the code and the class that it comes in. */
const THROWN: readonly (readonly [code: string, error: Error])[] = [
  ...stringsOf(ClientAuthErrorCodes).map(
    (code) => [code, new ClientAuthError(code, CORRELATION_ID)] as const,
  ),
  ...nodeClientCodes.map((code) => [code, new ClientAuthError(code, CORRELATION_ID)] as const),
  ...stringsOf(ClientConfigurationErrorCodes).map(
    (code) => [code, new ClientConfigurationError(code, CORRELATION_ID)] as const,
  ),
  ...stringsOf(InteractionRequiredAuthErrorCodes).map(
    (code) => [code, new InteractionRequiredAuthError(code, CORRELATION_ID)] as const,
  ),
  ...stringsOf(AuthErrorCodes).map((code) => [code, new AuthError(code, CORRELATION_ID)] as const),
  ...nodeAuthCodes.map((code) => [code, named('NodeAuthError', code)] as const),
];

/** Defects that cannot happen in what this program asks of MSAL, with why not. They are rightly unexpected. */
const CANNOT_HAPPEN: Readonly<Record<string, readonly string[]>> = {
  'we name scopes, and never an empty set': [
    'cannot_append_scopeset',
    'cannot_remove_empty_scope',
    'empty_input_scopeset',
    'empty_input_scopes_error',
  ],
  'we use bearer tokens: no proof of possession, no SSH certificates': [
    'binding_key_not_removed',
    'dpop_missing_resource_context',
    'dpop_token_type_mismatch',
    'invalid_authentication_header',
    'invalid_dpop_htm',
    'invalid_dpop_htu',
    'invalid_dpop_nonce',
    'key_id_missing',
    'missing_nonce_authentication_header',
    'missing_ssh_jwk',
    'missing_ssh_kid',
    'token_claims_cnf_required_for_signedjwt',
    'unsupported_authentication_scheme',
  ],
  'we are a public client: no secret, no certificate, no assertion, no user-identity exchange': [
    'conflicting_user_identifiers',
    'empty_fic_assertion',
    'invalid_assertion',
    'invalid_client_credential',
    'missing_user_identifier',
    'thumbprint_missing_from_client_certificate',
    'unexpected_credential_type',
    'unsupported_cca_instance_aware',
  ],
  'we use no broker and no browser library': [
    'cannot_allow_platform_broker',
    'invalid_platform_broker_configuration',
    'invalid_request_method_for_EAR',
    'nested_app_auth_bridge_disabled',
    'platform_broker_error',
  ],
  'we never ask MSAL to sign out at Entra': ['end_session_endpoint_not_supported', 'logout_request_empty'],
  'we give every request, its redirect URI and its response mode as MSAL wants them': [
    'invalid_code_challenge_method',
    'invalid_response_mode',
    'misplaced_resource_parameter',
    'pkce_params_missing',
    'redirect_uri_empty',
    'redirect_uri_not_supported',
    'request_cannot_be_made',
    'resource_parameter_required',
    'token_request_empty',
  ],
  'MSAL’s own parts are all there': [
    'method_not_implemented',
    'no_crypto_object',
    'device_code_unknown_error',
  ],
  'the cache holds one account of one client, and is checked before MSAL sees it': [
    'invalid_cache_record',
    'multiple_matching_appMetadata',
    'multiple_matching_tokens',
  ],
  'claims are passed on as Entra gave them': ['claims_request_parsing_error', 'invalid_claims'],
  'MSAL says itself that it does not know': ['unexpected_error'],
};
const RIGHTLY_UNEXPECTED = new Set(Object.values(CANNOT_HAPPEN).flat());

/** Explained in every language: no hole, no key, no parameter left. */
function expectExplained(failure: Failure): void {
  const isNobodys = failure.code === 'unexpected' || failure.code === 'cancelled';
  expect(helperOf(failure), failure.code).toEqual(
    isNobodys && !isKnownAadsts(failure.aadsts) ? undefined : expect.any(String),
  );
  for (const [language, t] of LANGUAGES) {
    for (const [part, words] of Object.entries(explain(failure, t))) {
      expect(words.length, `${language} ${part}`).toBeGreaterThan(5);
      expect(words, `${language} ${part}`).not.toMatch(/\{\{|\bundefined\b|^(?:failure|helper|aadsts)\./);
    }
  }
}

describe('every error code of MSAL', () => {
  test('there is something to look at', () => {
    expect(THROWN.length).toBeGreaterThan(90);
    expect(nodeAuthCodes).toContain('loopback_server_query_response_not_supported');
    expect(nodeClientCodes).toContain('device_code_expired');
  });

  test.each(THROWN)('%s', (code, error) => {
    for (const interaction of INTERACTIONS) {
      const failure = toFailure(error, interaction, undefined);
      expect(failure.cause).toBe(code);
      expectExplained(failure);
      expect(failure.code === 'unexpected', `${interaction}: ${failure.code}`).toBe(
        RIGHTLY_UNEXPECTED.has(code),
      );
    }
  });

  test('no code is excused that MSAL does not know', () => {
    const known = new Set(THROWN.map(([code]) => code));
    expect([...RIGHTLY_UNEXPECTED].filter((code) => !known.has(code))).toEqual([]);
  });

  test('what a person can sign in for anew asks for that at a refresh, and is a refusal of a sign-in', () => {
    const codes = stringsOf(InteractionRequiredAuthErrorCodes);
    expect(codes).toContain('interaction_required');
    for (const code of codes) {
      const error = new InteractionRequiredAuthError(code, CORRELATION_ID);
      for (const interaction of INTERACTIONS) {
        const { code: meaning } = toFailure(error, interaction, undefined);
        expect(meaning, `${code}, ${interaction}`).toBe(
          interaction === 'silent' ? 'sign_in_needed' : 'refused_by_entra',
        );
      }
    }
  });
});

/** RFC 6749, sections 4.1.2.1 and 5.2; RFC 8628, section 3.5; OpenID Connect Core, section 3.1.2.6; Entra's own. */
const OAUTH: Readonly<Record<string, readonly string[]>> = {
  refused: [
    'invalid_request',
    'invalid_client',
    'invalid_grant',
    'unauthorized_client',
    'unsupported_grant_type',
    'unsupported_response_type',
    'invalid_scope',
    'access_denied',
    'authorization_declined',
    'bad_verification_code',
    'invalid_resource',
    'invalid_tenant',
    'invalid_instance',
    'account_selection_required',
    'interaction_required',
    'login_required',
    'consent_required',
    'invalid_request_object',
    'something_new_of_entra',
  ],
  transient: ['server_error', 'temporarily_unavailable'],
  signInNeeded: ['expired_token'],
};

/** At a refresh these say that the saved sign-in is no good any more. */
const ENDS_A_SIGN_IN = ['invalid_grant', 'interaction_required', 'login_required', 'consent_required'];

describe('every error code of OAuth', () => {
  const cases = Object.entries(OAUTH).flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const));

  test.each(cases)('%s is %s', (code, kind) => {
    for (const interaction of INTERACTIONS) {
      const failure = toFailure(new ServerError(code, CORRELATION_ID, 'Entra says'), interaction, undefined);
      const expected = interaction === 'silent' && ENDS_A_SIGN_IN.includes(code) ? 'signInNeeded' : kind;
      expect(kindOf(failure), interaction).toBe(expected);
      expectExplained(failure);
    }
  });
});

const JWT = fc
  .tuple(...[20, 60, 40].map((bytes) => fc.uint8Array({ minLength: bytes, maxLength: bytes * 2 })))
  .map(([, payload, signature]) => {
    const part = (value: Uint8Array | undefined) => Buffer.from(value ?? []).toString('base64url');
    return `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJ${part(payload)}.${part(signature)}`;
  });
/** An authorization code or a refresh token, as Entra's look. */
const OPAQUE = fc
  .tuple(fc.constantFrom('0', '1'), fc.uint8Array({ minLength: 60, maxLength: 200 }))
  .map(([version, bytes]) => `${version}.AXwA${Buffer.from(bytes).toString('base64url')}`);
const PASSWORD = fc
  .string({ minLength: 8, maxLength: 30, unit: fc.constantFrom(...'abcXYZ0189!#$%()*+-./:?@^_~') })
  .filter((password) => /[a-z].*[0-9]|[0-9].*[a-z]/i.test(password));

/** A secret, and a text that gives it away. */
const LEAK: fc.Arbitrary<{ secret: string; text: string }> = fc.oneof(
  fc.tuple(JWT, fc.constantFrom('', 'token ', 'Bearer ', 'access_token=')).map(([secret, before]) => ({
    secret,
    text: `${before}${secret}`,
  })),
  fc.tuple(OPAQUE, fc.constantFrom('', 'code ', '?code=', 'refresh_token=')).map(([secret, before]) => ({
    secret,
    text: `${before}${secret}`,
  })),
  fc
    .tuple(PASSWORD, fc.constantFrom('password=', 'passwd=', '{"password":"', '"client_secret": "'))
    .map(([secret, before]) => ({
      secret,
      text: `${before}${secret}${before.endsWith('"') ? '"' : '&x=1'}`,
    })),
  fc.tuple(OPAQUE, fc.constantFrom('device_code=', 'code_verifier=')).map(([secret, before]) => ({
    secret,
    text: `${before}${secret}&`,
  })),
);

const AADSTS = fc.constantFrom(50126, 65001, 90094, 70043, 50076, 700016, 424242);
const ERROR = fc.constantFrom(
  'invalid_grant',
  'interaction_required',
  'invalid_client',
  'temporarily_unavailable',
);

/** All that a person, a log or a help desk gets to read of a failure. */
function shown(failure: Failure): string {
  const profile = { name: 'work', tenantId: 'tenant', clientId: 'client', authority: 'login.example.com' };
  return LANGUAGES.flatMap(([, t]) => [
    ...Object.values(explain(failure, t)),
    ...helpDeskLines(failure, profile, t),
  ]).join('\n');
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'msal-codes-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** What becomes of a sign-in through MSAL whose token requests are answered with `body`: the failure, and the log. */
async function signInAnswered(
  body: unknown,
  request: Exclude<SignInRequest, { kind: 'browser' }>,
): Promise<{ failure: Failure; log: string }> {
  const lines: string[] = [];
  // As `openLog` writes them.
  const write = (message: string) => void lines.push(redact(format(message)));
  const log: Logger = { info: write, warn: write, error: write };
  const profile: Profile = {
    id: '3f0c1f6e-0000-4000-8000-000000000000',
    name: 'work',
    tenantId: 'a1bc2d34-5e67-8f89-01ab-c2345d6c78de',
    clientId: '12a34b56-789c-0d12-e3fa-b456789c0123',
    cloud: 'public',
  };
  const cache = new TokenCache({
    store: new MemoryStore(),
    origin: profile,
    files: join(directory, 'cache'),
    clock: systemClock,
    onSetAside: () => undefined,
    onLost: () => undefined,
    onUnsaved: () => undefined,
  });
  const fetch = async (url: string) => {
    const isDevice = url.includes('/devicecode');
    const text = JSON.stringify(isDevice ? DEVICE_ANSWER : body);
    const init = { status: isDevice ? 200 : 400, headers: { 'content-type': 'application/json' } };
    const { status, headers, body: stream } = new Response(text, init);
    return { status, headers, body: stream };
  };
  const client = new EntraClient(profile, cache, fetch, log);
  const { signal } = new AbortController();
  const options = { signal, timeoutMs: 10_000, onStep: () => undefined };
  const failure = await client.signIn(signInFlow(request, NOBODY), options).then(
    () => expect.unreachable(),
    (error: unknown) => (error as FailureError).failure,
  );
  expect(lines.length, 'the log says something').toBeGreaterThan(0);
  return { failure, log: lines.join('\n') };
}

/** No browser is opened in these sign-ins, and no code read. */
const NOBODY: SignInPrompt = {
  openPage: () => expect.unreachable(),
  showCode: () => undefined,
  pages: { success: '', error: '' },
};

const DEVICE_ANSWER = {
  user_code: 'A1B2C3D4E',
  device_code: 'a-device-code',
  verification_uri: 'https://microsoft.com/devicelogin',
  expires_in: 900,
  interval: 1,
  message: 'Go there.',
};

describe('every error code of OAuth, while MSAL polls for a device', () => {
  test.each([
    ['authorization_declined', 65004, 'refused'],
    ['access_denied', 65004, 'refused'],
    ['bad_verification_code', 70018, 'refused'],
    ['invalid_grant', 53003, 'refused'],
    ['invalid_client', 7000218, 'refused'],
    ['unauthorized_client', 700016, 'refused'],
    ['expired_token', 70020, 'signInNeeded'],
    ['code_expired', 70019, 'signInNeeded'],
  ])('%s (AADSTS%i) is %s, in words of its own', async (error, aadsts, kind) => {
    const { failure } = await signInAnswered(
      {
        error,
        error_description: `AADSTS${aadsts}: Some words.`,
        error_codes: [aadsts],
        correlation_id: CORRELATION_ID,
      },
      { kind: 'deviceCode', account: 'choose' },
    );
    expect(kindOf(failure), failure.code).toBe(kind);
    expect(failure.aadsts, 'the number, which chooses the words').toBe(aadsts);
    expectExplained(failure);
  });
});

describe('no secret gets out, wherever an answer has it', () => {
  const REQUEST = {
    kind: 'password',
    username: 'someone@example.com',
    password: 'not in the answer',
  } as const;

  test.each(['error_description', 'suberror', 'claims', 'correlation_id', 'trace_id', 'timestamp', 'error'])(
    'in %s',
    async (field) => {
      const property = fc.asyncProperty(LEAK, AADSTS, ERROR, async ({ secret, text }, aadsts, error) => {
        const { failure, log } = await signInAnswered(
          {
            error,
            error_description: `AADSTS${aadsts}: Some words.`,
            error_codes: [aadsts],
            correlation_id: CORRELATION_ID,
            trace_id: CORRELATION_ID,
            timestamp: '2026-01-01 00:00:00Z',
            [field]: field === 'error_description' ? `AADSTS${aadsts}: Some words, ${text} and more.` : text,
          },
          REQUEST,
        );
        expectExplained(failure);
        expect(shown(failure).includes(secret), `shown: ${text}`).toBe(false);
        expect(log.includes(secret), `logged: ${text}`).toBe(false);
      });
      await fc.assert(property, { numRuns: 60 });
    },
    60_000,
  );

  test('what this very sign-in sent, even where the answer repeats it without a name', async () => {
    const sent = fc.oneof(
      PASSWORD.map((secret) => ({ secret, request: { ...REQUEST, password: secret } })),
      fc
        .string({ minLength: 20, maxLength: 60, unit: fc.constantFrom(...'abcXYZ0189.-_') })
        .map((secret) => ({
          secret,
          request: { kind: 'refreshToken', account: 'choose', refreshToken: secret } as const,
        })),
    );
    const property = fc.asyncProperty(sent, async ({ secret, request }) => {
      const body = { error: 'invalid_grant', error_description: `AADSTS50126: Not “${secret}”.` };
      const { failure, log } = await signInAnswered(body, request);
      expect(shown(failure).includes(secret), 'shown').toBe(false);
      expect(log.includes(secret), 'logged').toBe(false);
    });
    await fc.assert(property, { numRuns: 60 });
  }, 60_000);

  /** What an answer of Entra's may leave out, all of it left out. */
  const NOTHING_SAID = {
    name: 'ServerError',
    errorCode: '',
    errorNo: undefined,
    correlationId: undefined,
    claims: undefined,
    subError: undefined,
    code: undefined,
    message: '',
  } as const;

  test('errors of any shape are explained', () => {
    const anything = fc.record({
      name: fc.constantFrom(
        'ServerError',
        'AuthError',
        'ClientAuthError',
        'InteractionRequiredAuthError',
        'Error',
      ),
      errorCode: fc.oneof(
        fc.string(),
        fc.constantFrom('__proto__', 'constructor', 'toString', ''),
        fc.anything(),
      ),
      errorNo: fc.anything(),
      correlationId: fc.anything(),
      claims: fc.anything(),
      subError: fc.anything(),
      code: fc.anything(),
      message: fc.string(),
    });
    fc.assert(
      fc.property(anything, fc.constantFrom(...INTERACTIONS), (shape, interaction) => {
        const failure = toFailure(Object.assign(new Error(shape.message), shape), interaction, undefined);
        expect(Object.keys(FAILURES)).toContain(failure.code);
        for (const [, t] of LANGUAGES) expect(explain(failure, t).title.length).toBeGreaterThan(5);
        expect(failure.description?.length ?? 0).toBeLessThanOrEqual(1_000);
      }),
      { numRuns: 500, examples: [[{ ...NOTHING_SAID, errorNo: { toString: 0 } }, 'interactive']] },
    );
    for (const thrown of [undefined, null, 'text', 5, {}, []]) {
      for (const interaction of INTERACTIONS)
        expect(toFailure(thrown, interaction, undefined).code).toBe('unexpected');
    }
  });
});
