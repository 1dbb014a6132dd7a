import { profileOperations } from './profile.ts';
import { sessionOperations } from './session.ts';
import { settingsOperations } from './settings.ts';
import { toolOperations } from './tools.ts';

/** What needs no desktop. The rest is in `main/desktop.ts`. */
export const coreOperations = {
  ...profileOperations,
  ...sessionOperations,
  ...settingsOperations,
  ...toolOperations,
};
