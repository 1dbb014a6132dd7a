import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { guise } from './guise.ts';

const manifest = createRequire(import.meta.url).resolve('electron/package.json');
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

const define = (name: string, value: unknown): void => {
  Object.defineProperty(process, name, { value, enumerable: true, configurable: true });
};

// What Electron adds to `process` in the main process.
define(
  'versions',
  Object.freeze({ ...process.versions, electron: version, chrome: `${version}-desktop-host` }),
);
define('type', 'browser');
if (!guise.isPackaged) define('defaultApp', true);
define('resourcesPath', join(dirname(manifest), 'dist', 'resources'));
