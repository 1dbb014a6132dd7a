import { Cli } from '../../test/support/cli.ts';
import { Surroundings } from '../../test/support/surroundings.ts';

/** Measures the program where somebody has just signed in, with the simulators and a keyring of its own around it. */
export async function signedIn(measure: (cli: Cli) => Promise<void>): Promise<void> {
  const surroundings = await Surroundings.start();
  try {
    const cli = new Cli(surroundings);
    await cli.addSignedInProfile(...surroundings.workspaceArguments);
    await measure(cli);
  } finally {
    await surroundings.stop();
  }
}
