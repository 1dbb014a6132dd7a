import { Cli } from '../support/cli.ts';
import { StartingPoint } from '../support/starting-point.ts';
import { Surroundings } from '../support/surroundings.ts';

/** Copies of a sign-in age with it: an older one is made anew, so that its token is never due. Milliseconds. */
const FRESH_MS = 5 * 60_000;

/**
 * The surroundings that the specs of one worker share, one after the other: to start simulators and a keyring, and to
 * sign in, takes longer than most specs. Each finds a data directory of its own, and healthy simulators.
 */
export class World {
  readonly surroundings: Surroundings;
  readonly cli: Cli;
  readonly #points = new Map<string, { readonly madeAt: number; readonly point: StartingPoint }>();
  /** What the profile was added with, besides what it takes to work. */
  #more: readonly string[] = [];

  private constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
    this.cli = new Cli(surroundings);
  }

  static async start(): Promise<World> {
    return new World(await Surroundings.start());
  }

  /** Nothing is set up. */
  reset(): void {
    this.#more = [];
    this.surroundings.reset();
  }

  /** Nothing is set up but a profile `work`, added with these arguments of `profile add` too. */
  async addProfile(...more: string[]): Promise<void> {
    this.#more = more;
    await this.#enter(`profile ${more.join(' ')}`, () => this.cli.addProfile(...more));
  }

  /** The same profile, signed in. Whatever else was done is undone: for the beginning of a spec. */
  async signIn(): Promise<void> {
    const more = this.#more;
    await this.#enter(`sign-in ${more.join(' ')}`, () => this.cli.addSignedInProfile(...more));
  }

  stop(): Promise<void> {
    return this.surroundings.stop();
  }

  async #enter(name: string, make: () => Promise<void>): Promise<void> {
    const known = this.#points.get(name);
    const isFresh = known !== undefined && Date.now() - known.madeAt < FRESH_MS;
    const entered = isFresh
      ? known
      : { madeAt: Date.now(), point: new StartingPoint(this.surroundings, make) };
    this.#points.set(name, entered);
    await entered.point.enter();
  }
}
