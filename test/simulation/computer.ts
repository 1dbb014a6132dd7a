import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, fetch } from 'undici';
import { TokenCache } from '../../src/core/entra/cache/token-cache.ts';
import { EntraClient } from '../../src/core/entra/client.ts';
import type { SignInPrompt } from '../../src/core/entra/identity/sign-in-prompt.ts';
import type { Fetch } from '../../src/core/platform/http.ts';
import type { Logger } from '../../src/core/platform/logger.ts';
import type { Profile } from '../../src/core/profile/profile.ts';
import { TokenSession } from '../../src/core/session/token-session.ts';
import { NoticePolicy, type NotificationContent } from '../../src/main/notice-policy.ts';
import type { Failure } from '../../src/shared/failures.ts';
import { PlainBrowser } from '../entra/plain-browser.ts';
import { EntraSimulator, type SimulatedPrincipal } from '../entra/simulator.ts';
import { EMPTY_STATE, PROFILE } from '../support/app-state.ts';
import { MemoryStore } from './memory-store.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A person whose browser is `openPage`. */
export function browserPrompt(openPage: SignInPrompt['openPage']): SignInPrompt {
  return { openPage, showCode: () => undefined, pages: { success: 'done', error: 'failed' } };
}

/** A token that was handed out, against the truth. Milliseconds. */
export interface Handed {
  /** Life left by the token's own claim and the true time. */
  readonly lifeMs: number;
  readonly warned: Failure | undefined;
}

/** A notification. True times. */
export interface Interruption {
  readonly at: number;
  readonly content: NotificationContent;
  /** When all was well for the last time before it. */
  readonly wellAt: number;
}

/** Silent: the simulation counts, it does not read logs. */
const NO_LOG: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * A computer with the program on it: the real session, cache and client over the real MSAL and the simulator, with
 * other edges: a virtual clock, a cable that can be pulled, a store in memory, and a person with a browser.
 */
export class Computer {
  readonly clock: VirtualClock;
  readonly entra: EntraSimulator;
  readonly profile: Profile;
  readonly store = new MemoryStore();
  readonly notifications: Interruption[] = [];
  readonly #directory: string;
  readonly #agent: Agent;
  readonly #random: () => number;
  readonly #policy = new NoticePolicy();
  #session: TokenSession;
  /** Whether the network is there. */
  online = true;
  /** Refreshes that were asked of Entra, and requests that were tried without a network. True times. */
  readonly refreshRequests: number[] = [];
  readonly attemptsOffline: number[] = [];
  /** Why refreshes could only be kept in memory. */
  readonly unsaved: string[] = [];
  /** Browser pages opened, and those that nobody asked for. */
  browsers = 0;
  browsersUnasked = 0;
  #asked = false;
  #wellAt = 0;

  private constructor(
    clock: VirtualClock,
    entra: EntraSimulator,
    directory: string,
    random: () => number,
    principal?: SimulatedPrincipal,
  ) {
    this.clock = clock;
    this.entra = entra;
    this.#directory = directory;
    this.#random = random;
    this.#agent = new Agent({ connect: { ca: entra.caCertificate } });
    this.profile = {
      id: crypto.randomUUID(),
      name: 'simulated',
      cloud: { authorityHost: entra.authorityHost },
      tenantId: entra.tenantId,
      clientId: entra.clientId,
      ...(principal ? { clientId: principal.clientId, identity: 'servicePrincipal' } : {}),
    };
    this.#session = this.#open();
  }

  /** @param principal whose tokens the profile's are, instead of a person's */
  static async start(
    clock: VirtualClock,
    random: () => number,
    principal?: SimulatedPrincipal,
  ): Promise<Computer> {
    const entra = await EntraSimulator.start(principal ? { principals: [principal] } : {});
    const directory = await mkdtemp(join(tmpdir(), 'simulation-'));
    return new Computer(clock, entra, directory, random, principal);
  }

  get session(): TokenSession {
    return this.#session;
  }

  /** Sets the computer's clock; Entra's stays right. */
  setClock(offset: number): void {
    this.clock.set(offset);
    this.entra.setScenario({ clockOffsetSeconds: -offset / 1000 });
  }

  /** The program ends, as by kill -9, and is started again. */
  async restart(): Promise<void> {
    this.#session.stop();
    this.#session = this.#open();
    await this.#session.start();
  }

  /** The path of the lock files, without their endings. */
  get lockFiles(): string {
    return join(this.#directory, this.profile.id);
  }

  /** Another process on the same sign-in, such as the command line. */
  other(): TokenSession {
    return this.#open();
  }

  /** The person signs in; `false` where that did not succeed. */
  async signIn(): Promise<boolean> {
    const browser = new PlainBrowser(this.entra);
    const [user] = this.entra.users;
    this.#asked = true;
    let visit: Promise<unknown> | undefined;
    try {
      const prompt = browserPrompt(async (link) => {
        this.browsers++;
        if (!this.#asked) this.browsersUnasked++;
        // Its last page comes when the sign-in is over.
        if (user) visit = browser.signIn(link, user);
      });
      await this.#session.signIn({ kind: 'browser', account: 'last' }, prompt, 60_000);
      return true;
    } catch {
      return false;
    } finally {
      this.#asked = false;
      await visit?.catch(() => undefined);
      await browser.close();
    }
  }

  /** The person begins to sign in and closes the page with “Cancel”. */
  async failSignIn(): Promise<void> {
    const browser = new PlainBrowser(this.entra);
    const prompt = browserPrompt(async (link) => {
      const page = await browser.open(link);
      await browser.submit(page, {}, 'Cancel');
    });
    await this.#session.signIn({ kind: 'browser', account: 'last' }, prompt, 60_000).catch(() => undefined);
    await browser.close();
  }

  /** Asks for a token; undefined where none is given. */
  async copy(minValidMs: number, session = this.#session): Promise<Handed | undefined> {
    try {
      const { token, shortfall } = await session.token({ minValidMs });
      const { exp } = JSON.parse(Buffer.from(token.secret.split('.')[1] ?? '', 'base64url').toString()) as {
        exp: number;
      };
      return { lifeMs: exp * 1000 - this.clock.trueNow, warned: shortfall };
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    this.#session.stop();
    await this.#agent.destroy();
    await this.entra.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #open(): TokenSession {
    const cache = new TokenCache({
      store: this.store,
      origin: this.profile,
      files: this.lockFiles,
      clock: this.clock,
      onSetAside: () => undefined,
      onLost: () => undefined,
      onUnsaved: ({ code }) => this.unsaved.push(code),
    });
    const client = new EntraClient(this.profile, cache, this.#fetch, NO_LOG);
    const { profile, clock } = this;
    const session = new TokenSession({ profile, client, cache, clock, random: this.#random });
    session.subscribe((facts) => {
      const { id, name } = this.profile;
      const profile = { ...PROFILE, id, name };
      const active = { profile, session: facts, events: [] };
      const app = { ...EMPTY_STATE, profiles: [profile], sessions: { [id]: facts }, active };
      const content = this.#policy.next(app, this.clock.now());
      const at = this.clock.trueNow;
      if (content) this.notifications.push({ at, content, wellAt: this.#wellAt });
      if (session.state.kind === 'fresh') this.#wellAt = at;
    });
    return session;
  }

  readonly #fetch: Fetch = async (url, init) => {
    if (!this.online) {
      this.attemptsOffline.push(this.clock.trueNow);
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('no network'), { code: 'ENETUNREACH' }),
      });
    }
    if (/grant_type=(refresh_token|client_credentials)/.test(init.body ?? ''))
      this.refreshRequests.push(this.clock.trueNow);
    return fetch(url, { ...init, dispatcher: this.#agent });
  };
}
