import type { EntraContext } from './context.ts';
import { authorize } from './endpoints/authorize.ts';
import { deviceAuthorization, deviceAuthorizationPage } from './endpoints/device-code.ts';
import { instanceDiscovery, openidConfiguration, signingKeys, userRealm } from './endpoints/discovery.ts';
import { token } from './endpoints/token.ts';
import { EntraError } from './errors.ts';
import type { EntraRequest, Reply } from './exchange.ts';
import { messagePage } from './pages.ts';
import type { FaultyEndpoint } from './scenario.ts';
import { answerSignInPage, endSession } from './sign-in.ts';

/** An endpoint, and how it wants to be treated. */
export interface Route {
  readonly methods: readonly string[];
  /** How its errors are told: to programs as JSON, to people as a page. */
  readonly errors: 'json' | 'page';
  /** The name that scenarios lay faults on it by. */
  readonly faultyAs?: FaultyEndpoint;
  /** @param refusal The error that a scenario wants instead, for routes that tell it in a way of their own. */
  handle(context: EntraContext, request: EntraRequest, refusal?: EntraError): Reply | Promise<Reply>;
}

/** Routes below a tenant, by path in lower case: Entra's paths ignore case. */
const TENANT_ROUTES: Readonly<Record<string, Route>> = {
  'discovery/instance': {
    methods: ['GET'],
    errors: 'json',
    faultyAs: 'discovery',
    handle: instanceDiscovery,
  },
  'v2.0/.well-known/openid-configuration': {
    methods: ['GET'],
    errors: 'json',
    faultyAs: 'openid',
    handle: (context, request) => openidConfiguration(context, request, 'v2'),
  },
  '.well-known/openid-configuration': {
    methods: ['GET'],
    errors: 'json',
    faultyAs: 'openid',
    handle: (context, request) => openidConfiguration(context, request, 'v1'),
  },
  'discovery/v2.0/keys': { methods: ['GET'], errors: 'json', handle: signingKeys },
  'discovery/keys': { methods: ['GET'], errors: 'json', handle: signingKeys },
  'oauth2/v2.0/authorize': {
    methods: ['GET', 'POST'],
    errors: 'page',
    faultyAs: 'authorize',
    handle: authorize,
  },
  login: { methods: ['POST'], errors: 'page', faultyAs: 'authorize', handle: answerSignInPage },
  'oauth2/v2.0/token': { methods: ['POST'], errors: 'json', faultyAs: 'token', handle: token },
  'oauth2/v2.0/devicecode': {
    methods: ['POST'],
    errors: 'json',
    faultyAs: 'devicecode',
    handle: deviceAuthorization,
  },
  'oauth2/deviceauth': { methods: ['GET', 'POST'], errors: 'page', handle: deviceAuthorizationPage },
  'oauth2/v2.0/logout': {
    methods: ['GET', 'POST'],
    errors: 'page',
    handle: (context, request) => {
      endSession(context, request);
      return messagePage('You signed out of your account', 'It’s a good idea to close all browser windows.');
    },
  },
};

const USER_REALM: Route = { methods: ['GET'], errors: 'json', handle: userRealm };

const DEVICE_LOGIN: Route = {
  methods: ['GET', 'POST'],
  errors: 'page',
  handle: deviceAuthorizationPage,
};

const START: Route = {
  methods: ['GET'],
  errors: 'page',
  handle: () => messagePage('Entra simulator', 'It answers like login.microsoftonline.com, for tests.'),
};

/** Finds the endpoint of a path. */
export function findRoute(segments: readonly string[]): Route | undefined {
  const path = segments.map((segment) => segment.toLowerCase());
  if (path.length === 0) return START;
  if (path.length === 1 && path[0] === 'devicelogin') return DEVICE_LOGIN;
  if (path.length === 3 && path[0] === 'common' && path[1] === 'userrealm') return USER_REALM;
  const name = path.slice(1).join('/');
  return Object.hasOwn(TENANT_ROUTES, name) ? TENANT_ROUTES[name] : undefined;
}

/** @throws EntraError 900561 for a method that the endpoint does not take. */
export function requireMethod(route: Route, method: string): void {
  if (route.methods.includes(method)) return;
  throw new EntraError(900561, { values: { allowed: route.methods.join(', '), method } });
}
