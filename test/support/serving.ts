import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Cli, CliProcess } from './cli.ts';

/** A running `serve`, and what its first profile's SDKs are told. */
export interface Served {
  readonly process: CliProcess;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export async function startServing(cli: Cli): Promise<Served> {
  const { home, workspace } = cli.surroundings;
  const process = cli.start('serve');
  await process.said(/Serving tokens on 127\.0\.0\.1/);
  const { port, paths } = JSON.parse(await readFile(join(home, 'endpoint.json'), 'utf8'));
  const [path] = Object.values(paths);
  const headers = {
    'x-databricks-metadata-version': '1',
    'x-databricks-host': workspace.origin,
    host: `127.0.0.1:${port}`,
  };
  return { process, port, path: `/${path}`, headers };
}

export interface EndpointAnswer {
  /** 0 where the connection ended without an answer. */
  readonly status: number;
  readonly body: string;
}

/** One request as an SDK makes it, but for these changes. A header that is undefined is left out. */
export async function askEndpoint(
  served: Omit<Served, 'process'>,
  changes: {
    readonly host?: string;
    readonly port?: number;
    readonly path?: string;
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string | undefined>>;
  } = {},
): Promise<EndpointAnswer> {
  const headers = Object.fromEntries(
    Object.entries({ ...served.headers, ...changes.headers }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
  const { host = '127.0.0.1', port = served.port, path = served.path, method = 'GET' } = changes;
  const { promise, resolve } = Promise.withResolvers<EndpointAnswer>();
  request({ host, port, path, method, headers, agent: false }, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
  })
    .on('error', () => resolve({ status: 0, body: '' }))
    .end();
  return promise;
}
