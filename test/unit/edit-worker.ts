import { readKey, writeKey } from '../../src/core/tools/dotenv-key.ts';
import { editFile } from '../../src/core/tools/edit-file.ts';

/** Counts a key of a file up, again and again. */
const [file = '', locks = '', key = '', rounds = ''] = process.argv.slice(2);
for (let round = 0; round < Number(rounds); round++) {
  await editFile(file, locks, (text) => writeKey(text, key, String(Number(readKey(text, key) ?? 0) + 1)));
}
