import { type CopyFormat, FORMATTERS, type TokenToFormat } from '../../shared/copy-formats.ts';
import { sectionNameFor } from './databrickscfg-section.ts';

/**
 * The token in one of its forms. Loads nothing heavy: `entra-token token` prints with it before anything else is there.
 * @throws FailureError `workspace_missing` for the forms that name a workspace, where the profile has none
 */
export function formatToken(format: CopyFormat, token: Omit<TokenToFormat, 'sectionName'>): string {
  return FORMATTERS[format]({ ...token, sectionName: () => sectionNameFor(token.profile.name) });
}
