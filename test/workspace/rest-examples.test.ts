import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConnectProxy } from '../support/connect-proxy.ts';
import {
  findCurl,
  findPython,
  type RestExample,
  type RestExampleResult,
  runCurlExample,
  runPythonExample,
} from '../support/rest-examples.ts';
import { Visit, ZOE } from './visit.ts';

/** Microsoft's examples for the REST API, unchanged but for what they leave blank. */
let visit: Visit;
let directory: string;
let caFile: string;

beforeAll(async () => {
  visit = await Visit.start();
  directory = await mkdtemp(join(tmpdir(), 'workspace-simulator-'));
  caFile = join(directory, 'ca.pem');
  await writeFile(caFile, visit.entra.caCertificate);
});
afterEach(() => visit.workspace.resetScenario());
afterAll(() => Promise.all([visit.stop(), rm(directory, { recursive: true })]));

const python = findPython() ?? '';
describe.skipIf(!python)('the Python example', () =>
  works((example) => runPythonExample(python, example), 'python-requests/'),
);

const curl = findCurl() ?? '';
describe.skipIf(!curl)('the curl example', () => works((example) => runCurlExample(curl, example), 'curl/'));

function works(run: (example: RestExample) => Promise<RestExampleResult>, userAgent: string): void {
  const example = async (changes: Partial<RestExample> = {}): Promise<RestExampleResult> =>
    run({ token: await visit.token(), instance: visit.workspace.host, caFile, ...changes });

  const clusters = {
    clusters: [{ cluster_name: 'Shared Autoscaling' }, { cluster_name: 'Nightly reports' }],
  };

  it('lists the clusters', async () => {
    const { code, stdout, stderr } = await example();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject(clusters);
    expect(visit.workspace.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: '/api/2.0/clusters/list',
      hasBearer: true,
      status: 200,
      userAgent: expect.stringContaining(userAgent),
    });
    expect(visit.workspace.requests.at(-1)?.resourceId).toBeUndefined();
  });

  it('is told of a token that is not good', async () => {
    visit.workspace.setScenario({ clockOffsetSeconds: 7200 });
    expect(JSON.parse((await example()).stdout)).toEqual({
      error_code: 403,
      message: 'Invalid access token.',
    });
  });

  it('lets in who is no member but has a role on the Azure resource', async () => {
    const { resourceId } = visit.workspace;
    visit.workspace.setScenario({ members: [], contributors: [ZOE.objectId] });
    expect(JSON.parse((await example()).stdout)).toMatchObject({ error_code: 403 });
    expect(JSON.parse((await example({ resourceId })).stdout)).toMatchObject(clusters);
    expect(visit.workspace.requests.at(-1)).toMatchObject({ resourceId: 'own', status: 200 });
  });

  it('works under the real name, through a proxy', async () => {
    const proxy = await ConnectProxy.start(visit.workspace.port);
    try {
      const { stdout, stderr } = await example({
        instance: 'adb-1234567890123456.7.azuredatabricks.net',
        environment: { HTTPS_PROXY: proxy.url },
      });
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toMatchObject(clusters);
      expect(proxy.targets).toEqual(['adb-1234567890123456.7.azuredatabricks.net:443']);
    } finally {
      proxy.stop();
    }
  });

  it('fails where the certificate is not trusted', async () => {
    const stranger = await Visit.start();
    const strangersFile = join(directory, 'stranger.pem');
    await writeFile(strangersFile, stranger.entra.caCertificate);
    await stranger.stop();
    const { code, stdout, stderr } = await example({ caFile: strangersFile });
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/certificate/i);
  });
}
