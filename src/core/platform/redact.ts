/**
 * What must never be read in a log: tokens, codes, passwords. Applied to every line, whoever wrote it.
 */

const RULES: readonly [RegExp, string][] = [
  // A JSON Web Token, whole or cut short: header, payload, signature in base64url.
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g, '[token]'],
  // Entra's opaque codes and refresh tokens: "0.AXoA…", "1.AVwA…", "M.C123…".
  [/\b(?:[01]\.A[\w-]{2}A|M\.[CR]\d)[\w.!*-]{20,}/g, '[secret]'],
  // Form and query parameters (encoded or not), JSON members (also JSON within JSON), and headers that carry secrets.
  [
    /(?:\b|(?<=%3F|%26))(access_?token|refresh_?token|id_?token|client_?assertion|client_?secret|device_?code|user_?code|code_?verifier|code|password|passwd|assertion|secret|state)((?:\\*["'])?\s*(?:[=:]|%3D)\s*(?:\\*["'])?)[^\s&"'\\,;}]+/gi,
    '$1$2[secret]',
  ],
  [/\b(authorization(?:\\*["'])?\s*:\s*(?:\\*["'])?)(?:(bearer|basic)\s+)?[^\s"'\\]+/gi, '$1$2 [secret]'],
  [/\b(bearer)\s+[\w.~+/=-]{8,}/gi, '$1 [secret]'],
  [/(\/\/[^/\s:@]+:)[^/\s@]+@/g, '$1[secret]@'],
];

/** `text` without anything that looks like a secret. */
export function redact(text: string): string {
  return RULES.reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), text);
}

/**
 * `text` without these secrets, however they are written within it: as they are, in JSON, in an address or a form. For
 * what has no form of its own by which {@link redact} would know all of it, such as a password with a space; so it comes first.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const inJson = (form: string) => JSON.stringify(form).slice(1, -1);
  const written = secrets
    .filter(Boolean)
    .flatMap((secret) => [
      secret,
      inJson(secret),
      inJson(inJson(secret)),
      encodeURIComponent(secret.toWellFormed()),
      new URLSearchParams([['', secret]]).toString().slice(1),
    ]);
  // Of one that is part of another, the longer one first. Percent codes come in either case.
  const longestFirst = written.toSorted((one, other) => other.length - one.length);
  return longestFirst.reduce((rest, form) => {
    const literal = form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return rest.replace(new RegExp(literal, 'gi'), '[secret]');
  }, text);
}
