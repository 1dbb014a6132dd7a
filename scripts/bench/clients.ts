import { get } from 'node:http';
import type { Agent } from 'undici';
import { askEndpoint } from '../../src/core/endpoint/endpoint-client.ts';
import { asFailure } from '../../src/core/platform/as-failure.ts';
import { answerTo } from '../../src/core/tools/helpers/answers.ts';
import { type Helper, readQuestion } from '../../src/core/tools/helpers/questions.ts';
import { DATABRICKS_RESOURCE_ID } from '../../test/entra/directory.ts';
import type { Computer } from '../../test/simulation/computer.ts';
import { HOST, MIN_VALID_MS, type Tray } from './tray.ts';

/** A program of this user's. @returns the token's secret @throws Error with the reason as its message */
export type Client = () => Promise<string>;

/**
 * Five programs, by the ways that there are: an SDK that keeps its connection, one that does not, the command line, and a
 * helper, each from the endpoint; and a helper from the cache, a process of its own.
 */
export function clientsOf(computer: Computer, tray: Tray, agent: Agent): readonly Client[] {
  const { origin, pathname } = new URL(tray.url);
  const headers = { 'x-databricks-metadata-version': '1', 'x-databricks-host': HOST };
  const { id } = computer.profile;
  const helped = (helper: Helper, words: string, secret: string, expiresOn: number) => {
    const question = readQuestion(helper, words.split(' '));
    if (!question || question.kind === 'version' || question.kind === 'section') throw new Error(words);
    const user = { name: 'someone@example.com', type: 'user' } as const;
    const { tenantId } = computer.entra;
    return JSON.parse(answerTo(question, { secret, expiresOn, tenantId, user }));
  };
  return [
    async () => {
      const answer = await agent.request({ origin, path: pathname, method: 'GET', headers });
      return secretIn(answer.statusCode, await answer.body.text());
    },
    () =>
      new Promise((resolve, reject) => {
        get(tray.url, { headers, agent: false }, (answer) => {
          let body = '';
          answer.setEncoding('utf8').on('data', (text: string) => {
            body += text;
          });
          answer.on('end', () => {
            try {
              resolve(secretIn(answer.statusCode, body));
            } catch (error) {
              reject(error);
            }
          });
        }).on('error', reject);
      }),
    async () => (await askEndpoint(tray.address, id, HOST)).access_token,
    async () => {
      const { access_token, expires_on } = await askEndpoint(tray.address, id, HOST, 'az');
      const words = `account get-access-token --output json --resource ${DATABRICKS_RESOURCE_ID}`;
      return helped('az', words, access_token, expires_on * 1000).accessToken;
    },
    async () => {
      const session = computer.other();
      try {
        const { token } = await session.token({ minValidMs: MIN_VALID_MS });
        return helped('databricks', `auth token --host ${HOST}`, token.secret, token.expiresOn).access_token;
      } catch (error) {
        throw new Error(asFailure(error).code);
      }
    },
  ];
}

function secretIn(status: number | undefined, body: string): string {
  const { access_token, error } = JSON.parse(body);
  if (status !== 200) throw new Error(error);
  return access_token;
}
