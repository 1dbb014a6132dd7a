/**
 * What must never be read in a log: tokens, codes, passwords. Applied to every line, whoever wrote it.
 */

const RULES: readonly [RegExp, string][] = [
  // A JSON Web Token, whole or cut short: header, payload, signature in base64url.
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g, '[token]'],
  // Entra's opaque codes and refresh tokens: "0.AXoA…", "1.AVwA…", "M.C123…".
  [/\b(?:[01]\.A[\w-]{2}A|M\.[CR]\d)[\w.!*-]{20,}/g, '[secret]'],
  // Form and query parameters, JSON members, and headers that carry secrets.
  [
    /\b(access_token|refresh_token|id_token|client_assertion|client_secret|device_code|user_code|code_verifier|code|password|passwd|assertion|secret|state)(["']?\s*[=:]\s*["']?)[^\s&"',;}]+/gi,
    '$1$2[secret]',
  ],
  [/\b(authorization\s*:\s*)(?:(bearer|basic)\s+)?\S+/gi, '$1$2 [secret]'],
  [/\b(bearer)\s+[\w.~+/=-]{8,}/gi, '$1 [secret]'],
];

/** `text` without anything that looks like a secret. */
export function redact(text: string): string {
  return RULES.reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), text);
}
