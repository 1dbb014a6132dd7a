import { isDeepStrictEqual } from 'node:util';
import { isMap, parseAllDocuments } from 'yaml';

/**
 * Whether a `profiles.yml` can take an entry at its end: read as YAML before and after, it has to differ by that entry
 * and nothing else.
 * @returns why not, in words
 */
export function whyNotAdded(before: string, after: string, entry: string): string | undefined {
  const old = read(before);
  if (typeof old === 'string') return old;
  if (Object.hasOwn(old, entry)) return `there is already a dbt profile “${entry}”`;
  const changed = read(after);
  if (typeof changed === 'string') return changed;
  const { [entry]: added, ...others } = changed;
  const isGood = added !== undefined && isDeepStrictEqual(others, old);
  return isGood ? undefined : 'its YAML is laid out so that nothing can be added at its end';
}

/** The entries at the root as dbt's reader (PyYAML, YAML 1.1) has them, or why there are none. */
function read(text: string): Record<string, unknown> | string {
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), { version: '1.1', logLevel: 'silent' });
  if ('empty' in documents) return {};
  const [document] = documents;
  if (documents.length !== 1 || !document) return 'it is more than one YAML document';
  const [error] = document.errors;
  if (error) return `it is not valid YAML (${error.code}, line ${error.linePos?.[0].line ?? '?'})`;
  if (document.contents === null) return {};
  if (!isMap(document.contents)) return 'it is not a list of dbt profiles';
  try {
    return document.toJS();
  } catch (error) {
    return `it is not valid YAML (${error instanceof Error ? error.message : error})`;
  }
}
