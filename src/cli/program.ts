import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { Translate } from '../shared/messages/index.ts';
import { addClaimsCommand } from './commands/claims.ts';
import { addExecCommand } from './commands/exec.ts';
import { addImportCommand } from './commands/import-script.ts';
import { addLoginCommand } from './commands/login.ts';
import { addLogoutCommand } from './commands/logout.ts';
import { addProfileCommands } from './commands/profile.ts';
import { addServeCommand } from './commands/serve.ts';
import { addStatusCommand } from './commands/status.ts';
import { addTargetCommands } from './commands/target.ts';
import { addTokenCommand } from './commands/token.ts';
import { addVerifyCommand } from './commands/verify.ts';
import type { Context } from './context.ts';
import { usageFailure } from './usage-failure.ts';

const EXAMPLES = `
Examples:
  entra-token profile add work --workspace https://adb-….azuredatabricks.net --client-id 12a34b56-789c-0d12-e3fa-b456789c0123
  entra-token login
  entra-token verify
  entra-token exec -- dbt run
  printf 'Authorization: Bearer %s\\n' "$(entra-token token)" | curl -H @- https://adb-….azuredatabricks.net/api/2.0/clusters/list

Exit codes: 0 done, 1 unexpected, 2 usage or configuration, 3 sign-in needed, 4 network or service unreachable,
5 refused by Entra or the workspace, 6 no usable keyring or data folder, 130 cancelled.
Data lies in the folder that ENTRA_TOKEN_HOME names, else in the system's usual place for entra-token-tray.`;

/** The command line, ready to parse. It throws commander's errors instead of ending the process. */
export function createProgram(context: Context): Command {
  const program = new Command('entra-token')
    .description('Sign in to Microsoft Entra ID once a day; get an Azure Databricks access token that works.')
    .version(packageJson.version)
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError(false)
    .showSuggestionAfterError(true)
    .option('--profile <name>', 'profile to use; also after the command')
    .enablePositionalOptions()
    .hook('preAction', (_, command) => {
      const { profile } = program.opts();
      if (profile !== undefined && command.opts().profile === undefined)
        command.setOptionValue('profile', profile);
    })
    .exitOverride();
  addProfileCommands(program, context);
  addImportCommand(program, context);
  addLoginCommand(program, context);
  addTokenCommand(program, context);
  addStatusCommand(program, context);
  addClaimsCommand(program, context);
  addVerifyCommand(program, context);
  addExecCommand(program, context);
  addServeCommand(program, context);
  addTargetCommands(program, context);
  addLogoutCommand(program, context);
  quietErrors(program, context.t);
  return program;
}

/** Commander prints its errors itself; they are printed once, in our words, where they are caught. */
function quietErrors(command: Command, t: Translate): void {
  const { stdout, env } = process;
  const getOutHelpWidth = () => (stdout.isTTY ? stdout.columns : Number(env.COLUMNS) || 80);
  command.configureOutput({ outputError: () => undefined, getOutHelpWidth }).exitOverride((error) => {
    const isHelp = error.exitCode === 0 || error.code === 'commander.help';
    throw isHelp ? error : usageFailure(error, command, t);
  });
  for (const child of command.commands) quietErrors(child, t);
}
