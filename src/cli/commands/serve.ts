import { once } from 'node:events';
import type { Command } from 'commander';
import { endpointVariables } from '../../core/endpoint/endpoint-address.ts';
import { FailureError } from '../../shared/failure.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';

/** `serve`: the local token endpoint without the tray, until Ctrl-C. */
export function addServeCommand(program: Command, context: Context): void {
  program
    .command('serve')
    .description('serve tokens to the Databricks SDKs of this computer, until Ctrl-C')
    .option('--json', 'print the addresses for a program to read')
    .option('--profile <name>', 'serve this profile only')
    .action(async ({ json, profile: name }: { json?: boolean; profile?: string }) => {
      const { t, terminal, interruption } = context;
      const settings = await context.settings.load();
      // A name that is nobody's is an error now, not an endpoint that serves nothing.
      const chosen = context.profile(settings, name);
      // Loaded here: no other command needs an HTTP server.
      const { TokenService } = await import('../../core/token-service.ts');
      const service = new TokenService({
        directory: context.directory,
        fetch: context.fetch,
        log: context.log,
        onNotice: (notice) => context.notice(notice),
        explain: (failure) => context.inOneLine(failure),
        onChange: () => undefined,
        wantsEndpoint: () => true,
        serves: (profile) => name === undefined || profile.id === chosen.id,
      });
      const ended = new AbortController();
      interruption.passTo(() => {
        // Who asks twice does not want to wait for a lock.
        if (ended.signal.aborted) process.exit(EXIT.cancelled);
        ended.abort();
      });
      try {
        await service.start();
        await service.endpointSettled();
        const { state } = service.endpoint;
        if (state.kind === 'failed') throw new FailureError(state.failure.code, state.failure);
        const addresses = [...service.sessions.all].flatMap(({ profile }) => {
          const url = service.endpoint.urlOf(profile.id);
          return url
            ? [{ profile: profile.name, variables: endpointVariables(url, profile.workspaceUrl) }]
            : [];
        });
        if (json) await terminal.json(addresses);
        else for (const address of addresses) await terminal.result(lines(address));
        await terminal.say(t('cli.serving'));
        if (!ended.signal.aborted) await once(ended.signal, 'abort');
      } finally {
        await service.stop();
      }
    });
}

/** As a `.env` file and a shell read them. */
function lines({ profile, variables }: { profile: string; variables: Record<string, string> }): string {
  return [`# ${profile}`, ...Object.entries(variables).map(([key, value]) => `${key}=${value}`)].join('\n');
}
