import { request } from 'node:http';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { EndpointServer } from '../../src/core/endpoint/endpoint-server.ts';
import { answerTo, concerns, type TokenQuestion } from '../../src/core/tools/helpers/answers.ts';
import { readQuestion } from '../../src/core/tools/helpers/questions.ts';
import { seededRandom } from '../entra/random.ts';
import { Computer } from './computer.ts';
import { VirtualClock } from './virtual-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HOST = 'https://adb-1234567890123456.7.azuredatabricks.net';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('three hours of a job: whichever way it asks, no answer has under ten minutes', async () => {
  const random = seededRandom(15);
  const clock = new VirtualClock(Date.UTC(2026, 10, 20, 8), (now) => vi.setSystemTime(now));
  const computer = await Computer.start(clock, random);
  onTestFinished(() => computer.stop());
  const { entra, session, profile } = computer;
  entra.setScenario({ accessTokenLifetimeSeconds: 'random', randomSeed: 15 });
  await session.start();
  await computer.signIn();

  const token = async () => (await session.token({ minValidMs: 10 * MINUTE })).token;
  const server = await EndpointServer.listen(0, {
    paths: () => [['job', { id: profile.id, name: profile.name, workspaceUrl: HOST, token }]],
    explain: ({ code }) => code,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => server.close());

  const byHelper = async (question: TokenQuestion) => {
    const { secret, expiresOn } = await token();
    const user = { name: 'someone@example.com', type: 'user' } as const;
    return JSON.parse(answerTo(question, { secret, expiresOn, tenantId: entra.tenantId, user }));
  };
  /** What an SDK makes of each answer: the token, and when it takes it for dead. Epoch milliseconds. */
  const ways: readonly (() => Promise<{ secret: string; until: number }>)[] = [
    async () => {
      const { access_token, expires_on } = await ask(server.port);
      return { secret: access_token, until: expires_on * 1000 };
    },
    async () => {
      const { accessToken, expiresOn, expires_on } = await byHelper(
        asked('az', `account get-access-token --output json --resource ${DATABRICKS}`),
      );
      // Local time to some, epoch seconds to others.
      expect(Math.floor(Date.parse(expiresOn) / 1000)).toBe(expires_on);
      return { secret: accessToken, until: expires_on * 1000 };
    },
    async () => {
      const { token: secret, expiresOn } = await byHelper(
        asked('azd', `auth token --output json --no-prompt --scope ${DATABRICKS}/.default`),
      );
      return { secret, until: Date.parse(expiresOn) };
    },
    async () => {
      const { access_token, expiry } = await byHelper(
        asked('databricks', `auth token --force-refresh --host ${HOST}`),
      );
      return { secret: access_token, until: Date.parse(expiry) };
    },
  ];
  const asked = (helper: 'az' | 'azd' | 'databricks', words: string): TokenQuestion => {
    const question = readQuestion(helper, words.split(' '));
    if (!question || question.kind === 'version' || question.kind === 'section') throw new Error(words);
    expect(concerns(question, { ...profile, workspaceUrl: HOST })).toBe(true);
    return question;
  };

  const secrets = new Set<string>();
  const end = clock.trueNow + 3 * HOUR;
  while (clock.trueNow < end) {
    for (const way of ways) {
      const { secret, until } = await way();
      const { exp } = JSON.parse(Buffer.from(secret.split('.')[1] ?? '', 'base64url').toString());
      expect(exp * 1000 - clock.trueNow).toBeGreaterThanOrEqual(10 * MINUTE - 2_000);
      expect(Math.abs(until - exp * 1000)).toBeLessThan(2_000);
      secrets.add(secret);
    }
    await clock.advance(random() * 4 * MINUTE);
  }
  expect(secrets.size).toBeGreaterThanOrEqual(3);
  expect(computer.browsersUnasked).toBe(0);
  // A forced refresh is none: each start of an SDK would cost one.
  expect(computer.refreshRequests.length).toBeLessThan(6);
});

const DATABRICKS = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d';

async function ask(port: number): Promise<{ access_token: string; expires_on: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { 'x-databricks-metadata-version': '1', 'x-databricks-host': HOST };
  request({ host: '127.0.0.1', port, path: '/job', headers, agent: false }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('end', () => resolve(text));
  })
    .on('error', reject)
    .end();
  return JSON.parse(await promise);
}
