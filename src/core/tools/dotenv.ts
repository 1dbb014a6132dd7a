import type { ToolConnection } from '../profile/profile.ts';
import { readKey, writeKey } from './dotenv-key.ts';
import type { Tool } from './tool.ts';

/** A key of a `.env`. */
export const dotenv: Tool<ToolConnection & { kind: 'dotenv' }> = {
  label: ({ file, key }) => `${file} ${key}`,
  place: ({ key }) => key,
  write(text, { key }, _profile, content) {
    const secret = content.kind === 'token' ? content.secret : undefined;
    // A key that was never there need not be emptied.
    if (secret === undefined && readKey(text, key) === undefined) return text;
    return writeKey(text, key, secret);
  },
  isFree(text, { key }) {
    const value = readKey(text, key) ?? '';
    // A token of Entra's is dead within the hour anyway.
    return value === '' || value.startsWith('eyJ');
  },
};
