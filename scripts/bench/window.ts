import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { desktopRuntime, launchDesktop } from '../../test/host/launch.ts';
import { MAIN_ENTRY } from '../../test/support/paths.ts';
import { median, timed } from './figures.ts';
import { signedIn } from './signed-in.ts';

const RENDERER_ASSETS = join('out', 'renderer', 'assets');
const ROUNDS = 5;

/** How soon the window is there, and what it loads: one language of three. */
export async function windowCost(): Promise<void> {
  const names = readdirSync(RENDERER_ASSETS);
  const loaded = names.filter((name) => /^(index|en)-/.test(name));
  console.log(`The window, gzipped: ${size(loaded)} loaded in one language, ${size(names)} in all three`);

  await signedIn(async ({ surroundings }) => {
    const opened: number[] = [];
    const painted: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const desktop = await launchDesktop({
        mainEntry: MAIN_ENTRY,
        args: ['--hidden'],
        env: { ...surroundings.environment },
        spkiSha256: surroundings.entra.spkiSha256,
      });
      opened.push(
        await timed(async () => {
          await desktop.chooseFromTrayMenu('window.show');
          await (await desktop.window()).getByRole('timer').waitFor();
        }),
      );
      const page = await desktop.window();
      painted.push(
        await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime"),
      );
      await desktop.quit();
    }
    console.log(
      `  from "Open" in the tray to the countdown ${median(opened).toFixed(0)} ms, on: ${desktopRuntime()}`,
    );
    console.log(`  first paint ${median(painted).toFixed(0)} ms after the page began to load`);
  });
}

function size(names: readonly string[]): string {
  const bytes = names.reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(RENDERER_ASSETS, name))).length,
    0,
  );
  return `${(bytes / 1024).toFixed(0)} KiB`;
}
