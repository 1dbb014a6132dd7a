import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { Translate } from '../shared/messages/index.ts';
import { addClaimsCommand } from './commands/claims.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addConnectCommand } from './commands/connect.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEnvCommand } from './commands/env.ts';
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
import { speakHelp } from './help/index.ts';
import type { HelpWords } from './help/words.ts';
import { pathOf, usageFailure } from './usage-failure.ts';

/** The command line, ready to parse. It throws commander's errors instead of ending the process. */
export function createProgram(context: Context, words: HelpWords): Command {
  const program = new Command('entra-token')
    .description(
      'Sign in to Microsoft Entra ID once a day, and always have a valid access token for Azure Databricks.',
    )
    .version(packageJson.version, '-V, --version', 'show the version')
    .showHelpAfterError(false)
    .showSuggestionAfterError(true)
    .option('--profile <name>', 'profile to use; also after the command')
    .enablePositionalOptions()
    .hook('preAction', (_, command) => {
      const { profile } = program.opts();
      if (profile !== undefined && command.opts().profile === undefined)
        command.setOptionValue('profile', profile);
      context.command = pathOf(command);
      // Who reads that is a program.
      if (command.opts().json) context.terminal.progress.turnOff();
    })
    .exitOverride();
  addLoginCommand(program, context);
  addTokenCommand(program, context);
  addStatusCommand(program, context);
  addClaimsCommand(program, context);
  addVerifyCommand(program, context);
  addExecCommand(program, context);
  addEnvCommand(program, context);
  addServeCommand(program, context);
  addConnectCommand(program, context);
  addTargetCommands(program, context);
  addProfileCommands(program, context);
  addImportCommand(program, context);
  addLogoutCommand(program, context);
  addDoctorCommand(program, context);
  addCompletionCommand(program, context);
  quietErrors(program, context.t);
  speakHelp(program, words);
  return program;
}

/** Commander prints its errors itself; they are printed once, in our words, where they are caught. */
function quietErrors(command: Command, t: Translate): void {
  command.configureOutput({ outputError: () => undefined }).exitOverride((error) => {
    const isHelp = error.exitCode === 0 || error.code === 'commander.help';
    throw isHelp ? error : usageFailure(error, command, t);
  });
  for (const child of command.commands) quietErrors(child, t);
}
