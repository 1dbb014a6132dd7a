import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Everybody has this user ("nobody"), and nothing belongs to it. */
const UID = 65_534;

/** True where this process may act as another user, who can run Node. */
export const HAS_NEIGHBOUR =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['-e', '0'], { uid: UID, gid: UID, cwd: '/' }).status === 0;

/** Another user of this machine, running a script of their own. */
export class Neighbour {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #gone: Promise<unknown>;
  #errors = '';

  /** @param script CommonJS, with `arg` for `argument` and `tell()`, which sends one value here */
  constructor(script: string, argument: unknown = undefined) {
    const source = `const arg = JSON.parse(process.argv[1] ?? 'null');
      const tell = (value) => console.log(JSON.stringify(value));
      ${script}`;
    this.#child = spawn(process.execPath, ['-e', source, JSON.stringify(argument ?? null)], {
      uid: UID,
      gid: UID,
      cwd: '/',
      env: {},
      // Its errors not on ours: one that outlived its test would hold the runner's own end.
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stderr?.on('data', (text) => {
      this.#errors += text;
    });
    this.#gone = new Promise((resolve) => this.#child.once('close', resolve));
    if (!this.#child.stdout) throw new Error('no standard output');
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The next value that the script tells. */
  async told<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`the neighbour has gone: ${this.#errors}`);
    return JSON.parse(value);
  }

  async leave(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }
}

/** Asks for a URL with these headers; tells `{ status, body }`, or `{ status: 0 }` where nobody answers. */
export const ASK = `require('node:http')
  .get({ host: arg.host, port: arg.port, path: arg.path, headers: arg.headers, family: arg.family }, (answer) => {
    let body = '';
    answer.on('data', (data) => { body += data; }).on('end', () => tell({ status: answer.statusCode, body }));
  })
  .on('error', () => tell({ status: 0, body: '' }));`;

/** Listens at each of \`arg\` ({ host, port }); tells what became of each: 'listening' or the system's code. */
export const LISTEN = `(async () => {
  const outcomes = [];
  for (const { host, port } of arg) {
    const server = require('node:net').createServer(() => undefined);
    outcomes.push(await new Promise((resolve) => {
      server.once('error', ({ code }) => resolve(code));
      server.listen({ host, port }, () => resolve('listening'));
    }));
  }
  tell(outcomes);
})();`;

/** Holds \`arg.port\` on 127.0.0.1, tells when it does and whatever is asked there, and answers with a false token. */
export const SQUAT = `const http = require('node:http');
  http.createServer((request, response) => {
    tell(request.url);
    const expires_on = Math.floor(Date.now() / 1000) + 3600;
    response.end(JSON.stringify({ access_token: arg.token, token_type: 'Bearer', expires_on }));
  }).listen(arg.port, '127.0.0.1', () => tell('listening'));`;

/** Opens \`arg.count\` connections and says nothing on them; tells when they are open. */
export const IDLE = `const net = require('node:net');
  let open = 0;
  for (let at = 0; at < arg.count; at++) {
    net.connect(arg.port, '127.0.0.1', () => { if (++open === arg.count) tell(open); }).on('error', () => undefined);
  }
  setInterval(() => undefined, 1000);`;
