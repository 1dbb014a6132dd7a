import type { ToolConnection } from '../profile/profile.ts';
import { readKey, removeKey, writeKey } from './dotenv-key.ts';
import type { Tool } from './tool.ts';

/** A key of a `.env`. */
export const dotenv: Tool<ToolConnection & { kind: 'dotenv' }> = {
  place: ({ key }) => key,
  keys: ({ key }) => [key],
  keysIn: (text, { key }) => (readKey(text, key) === undefined ? [] : [key]),
  holds: () => 'token',
  write(text, { key }, _profile, content) {
    const secret = content.kind === 'token' ? content.secret : undefined;
    // A key that was never there need not be emptied.
    if (secret === undefined && readKey(text, key) === undefined) return text;
    return writeKey(text, key, secret);
  },
  remove(text, { key, before }) {
    if (readKey(text, key) === undefined) return text;
    return before && !before.keys.includes(key) ? removeKey(text, key) : writeKey(text, key, undefined);
  },
  look(text, { key }) {
    const value = readKey(text, key) ?? '';
    if (value === '') return 'nothing';
    // A token of Entra's is dead within the hour anyway.
    return value.startsWith('eyJ') ? 'ours' : 'other';
  },
};
