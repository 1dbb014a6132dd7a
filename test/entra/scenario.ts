/** The endpoints that a fault can be laid on. `authorize` stands for every page a person sees. */
export type FaultyEndpoint = 'discovery' | 'openid' | 'authorize' | 'token' | 'devicecode';

/** How an endpoint misbehaves instead of answering. */
export type FaultKind =
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Starts an answer, then resets the connection in the middle of the body. */
  | { readonly kind: 'reset' }
  /** An HTTP status of a gateway in between, such as 429 or 503; `retryAfterSeconds` becomes `Retry-After`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      /** Sent as it is; without it, Entra's own JSON for a transient error. */
      readonly body?: string;
    }
  /** A captive portal: 200 with a web page. */
  | { readonly kind: 'html' }
  /** 200 `application/json` that does not parse. */
  | { readonly kind: 'garbage' }
  /** 200 with a JSON document of this many bytes. */
  | { readonly kind: 'huge'; readonly bytes: number }
  /** The right answer with something in it changed, as a hostile authority or a box on the way would. */
  | {
      readonly kind: 'forged';
      /** @returns the answer to send, perhaps later: JSON's value, or its text */
      readonly change: (answer: Record<string, unknown>) => object | string | Promise<object>;
    }
  /** The right answer, at this many bytes per second. */
  | { readonly kind: 'drip'; readonly bytesPerSecond: number }
  /** An OAuth error as Entra words it; on `authorize`, sent to the redirect URI. */
  | {
      readonly kind: 'error';
      /** The OAuth error code, such as `invalid_grant`. */
      readonly error: string;
      /** The AADSTS number. */
      readonly aadsts: number;
      /** The sentence after `AADSTS…:`; known numbers have one of their own. */
      readonly description?: string;
      readonly suberror?: string;
      /** A claims challenge, JSON text. */
      readonly claims?: string;
    };

/** A fault, and how many requests it hits (without `times`: all of them). */
export type Fault = FaultKind & { readonly times?: number };

/** How the simulated tenant behaves. The defaults are a healthy one. */
export interface Scenario {
  /** Lifetime of access tokens in seconds; `'random'` draws 60 to 90 minutes, as Entra does. */
  readonly accessTokenLifetimeSeconds: number | 'random';
  /** Where the draws of `'random'` begin, so that a run can be repeated. */
  readonly randomSeed: number;
  /** When given, token responses carry `refresh_in`: seconds after which a refresh is advised. */
  readonly refreshInSeconds?: number | undefined;
  /** The server's clock minus the machine's, in seconds: issue times, expiries and the `Date` header. */
  readonly clockOffsetSeconds: number;
  /** Conditional Access sign-in frequency: refresh tokens whose sign-in is older get AADSTS70043. */
  readonly signInFrequencySeconds?: number | undefined;
  /**
   * Whether the user agreed that the application acts for them. `required`: interactive sign-in asks, all else
   * gets AADSTS65001 until accepted. `declined-by-user`: the person says no, AADSTS65004.
   */
  readonly consent: 'granted' | 'required' | 'declined-by-user';
  /** How long a device code can be used, in seconds. */
  readonly deviceCodeLifetimeSeconds: number;
  /** The polling interval that clients of the device code flow are told, in seconds. */
  readonly deviceCodeIntervalSeconds: number;
  /** Endpoints that misbehave. */
  readonly faults: Readonly<Partial<Record<FaultyEndpoint, Fault>>>;
}

/** Everything works: 60-minute tokens, consent given, no fault. */
export const HEALTHY_SCENARIO: Scenario = {
  accessTokenLifetimeSeconds: 3600,
  randomSeed: 1,
  clockOffsetSeconds: 0,
  consent: 'granted',
  deviceCodeLifetimeSeconds: 900,
  deviceCodeIntervalSeconds: 5,
  faults: {},
};
