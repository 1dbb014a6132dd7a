import { once } from 'node:events';
import type { Command } from 'commander';
import { endpointVariables } from '../../core/endpoint/endpoint-address.ts';
import { tellsPeers } from '../../core/platform/peer.ts';
import type { Profile } from '../../core/profile/profile.ts';
import type { TokenSession } from '../../core/session/token-session.ts';
import { FailureError } from '../../shared/failures.ts';
import { inOneLine } from '../../shared/messages/index.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { troubleOf } from '../trouble.ts';

/** `serve`: the local token endpoint without the tray, until Ctrl-C. */
export function addServeCommand(program: Command, context: Context): void {
  program
    .command('serve')
    .description('serve tokens to the Databricks SDKs on this computer, until Ctrl+C')
    .option('--json', 'JSON output')
    .option('--profile <name>', 'serve this profile only')
    .action(async ({ json, profile: name }: { json?: boolean; profile?: string }) => {
      const { t, terminal, signals, app } = context;
      // A name that is nobody's is an error now, not an endpoint that serves nothing.
      const chosen = await context.profile(name);
      const isServed = (profile: Profile) => name === undefined || profile.id === chosen.id;
      // Loaded here: no other command needs an HTTP server.
      const { Service } = await import('../../core/app/service.ts');
      const service = new Service(app, {
        explain: (failure) => inOneLine(failure, t),
        onChange: () => undefined,
        wantsEndpoint: () => true,
        serves: isServed,
      });
      // How profiles stand is of no interest where nothing is served.
      const opened = Promise.withResolvers<void>();
      app.subscribe({
        onSession: (session) => isServed(session.profile) && reportSession(session, context, opened.promise),
      });
      const ended = new AbortController();
      signals.handOver(() => {
        // Who asks twice does not want to wait for a lock.
        if (ended.signal.aborted) process.exit(EXIT.cancelled);
        ended.abort();
      }, 'ends');
      try {
        await service.start();
        await service.endpointSettled();
        const { state } = service.endpoint;
        if (state.kind === 'failed') throw new FailureError(state.failure.code, state.failure);
        opened.resolve();
        const addresses = app.settings.profiles.flatMap((profile) => {
          // Without a workspace it answers nobody.
          const url = profile.workspaceUrl && service.endpoint.urlOf(profile.id);
          return url ? [{ profile: profile.name, variables: endpointVariables(url, profile) }] : [];
        });
        if (json) await terminal.json(addresses);
        else for (const address of addresses) await terminal.result(lines(address));
        await terminal.say(t(tellsPeers() ? 'cli.servingOwn' : 'cli.serving'));
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

/**
 * Says on stderr how the profile stands, and every new cause for which its endpoint has no fresh token to give.
 * @param opened resolves when it is served
 */
function reportSession(session: TokenSession, { t, terminal }: Context, opened: Promise<void>): void {
  let isRead = false;
  let told: string | undefined;
  const report = () => {
    const { state, profile } = session;
    // Before the cache has been read nobody knows, and while somebody is asked it is about to change.
    if (!(isRead || session.facts.failure)) return;
    if (state.kind === 'refreshing' || state.kind === 'signingIn') return;
    const trouble = troubleOf(state, profile.name);
    const cause = trouble ? `${trouble.code} ${trouble.cause} ${trouble.aadsts}` : 'none';
    if (cause === told) return;
    told = cause;
    const words = trouble ? inOneLine(trouble, t, profile.name) : t(`state.${state.kind}`);
    const said =
      trouble?.code === 'not_signed_in'
        ? t('cli.servedNobody', { profile: profile.name })
        : t('cli.served', { profile: profile.name, state: words });
    void opened.then(() => terminal.say(said));
  };
  session.subscribeToken(() => {
    isRead = true;
    report();
  });
  session.subscribe(report);
}
