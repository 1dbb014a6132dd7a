import type { TestContext } from 'vitest';
import type { EntraSimulatorOptions } from '../entra/simulator.ts';
import { Cli } from './cli.ts';
import { Surroundings } from './surroundings.ts';

/** The program in surroundings of a test's own, so that tests that wait can wait side by side. */
export async function startApart(
  { onTestFinished }: TestContext,
  options?: EntraSimulatorOptions,
): Promise<Cli> {
  const surroundings = await Surroundings.start(options);
  onTestFinished(() => surroundings.stop());
  return new Cli(surroundings);
}
