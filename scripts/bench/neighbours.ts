import { HAS_NEIGHBOUR, Neighbour } from '../../test/support/neighbour.ts';

/** Where this user's endpoint is, as another user may have found out. */
export interface Target {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly socket: string;
  /** Files that are none of theirs. */
  readonly files: readonly string[];
}

/** What five programs of another user got. */
export interface Booty {
  readonly calls: number;
  /** Answers with a token in them. */
  readonly served: number;
  /** Other answers, by what was said. */
  readonly refused: Readonly<Record<string, number>>;
}

/**
 * Each SIGUSR2 is a round: over both loopback addresses with the right path, by a guess, over the socket, and in the
 * files. Tells what came of each.
 */
const ROUND = `const { get } = require('node:http');
  const { readFileSync } = require('node:fs');
  const ask = (place) => new Promise((resolve) => {
    get({ path: arg.path, headers: arg.headers, agent: false, ...place }, (answer) => {
      let body = '';
      answer.on('data', (data) => { body += data; }).on('end', () => resolve(answer.statusCode + body));
    }).on('error', ({ code }) => resolve(code));
  });
  const { port } = arg;
  const look = () => arg.files.map((file) => {
    try { return readFileSync(file, 'utf8'); } catch ({ code }) { return code; }
  }).join();
  process.on('SIGUSR2', async () => tell(await Promise.all([
    ask({ host: '127.0.0.1', port }),
    ask({ host: '::ffff:127.0.0.1', port, family: 6 }),
    ask({ host: '127.0.0.1', port, path: '/' + Math.random() }),
    ask({ socketPath: arg.socket }),
    look(),
  ])));
  setInterval(() => undefined, 1000);
  tell('here');`;

/** Five programs of another user of this machine, who ask when they are told to. */
export class Neighbours {
  readonly #process: Neighbour;
  readonly #refused: Record<string, number> = {};
  #calls = 0;
  #served = 0;

  private constructor(process: Neighbour) {
    this.#process = process;
  }

  /** @returns undefined where this process may not act as another user */
  static async arrive(target: Target): Promise<Neighbours | undefined> {
    if (!HAS_NEIGHBOUR) return undefined;
    const arrived = new Neighbour(ROUND, target);
    await arrived.told();
    return new Neighbours(arrived);
  }

  async ask(): Promise<void> {
    process.kill(this.#process.pid, 'SIGUSR2');
    for (const answer of await this.#process.told<string[]>()) {
      this.#calls++;
      const said = /^\d{3}|^E[A-Z]+/.exec(answer)?.[0];
      if (said === undefined || said === '200' || answer.includes('eyJ')) this.#served++;
      else this.#refused[said] = (this.#refused[said] ?? 0) + 1;
    }
  }

  get booty(): Booty {
    return { calls: this.#calls, served: this.#served, refused: this.#refused };
  }

  async leave(): Promise<void> {
    await this.#process.leave();
  }
}
