import type { CloudName } from '../../../shared/clouds.ts';
import { parseJson } from '../../platform/foreign-json.ts';
import { type Field, Findings, lastPart, type Meaning } from './findings.ts';
import type { Reading } from './reading.ts';
import { type Token, tokensOf } from './tokens.ts';

/**
 * Reads tenant, client ID, authority and workspace off source code, above all the Python scripts of Microsoft's
 * documentation in the forms that people give them: constants, dictionaries, arguments by name or place, defaults of
 * environment variables, notebooks, and files of parameters in JSON. What a comment or a docstring shows is none of it.
 */

/** Calls whose arguments have a place: MSAL's, and those of azure-identity. */
const POSITIONS: ReadonlyMap<string, readonly Field[]> = new Map([
  ['PublicClientApplication', ['clientId']],
  ['ConfidentialClientApplication', ['clientId']],
  ['DeviceCodeCredential', ['clientId']],
  ['UsernamePasswordCredential', ['clientId']],
  ['ClientSecretCredential', ['tenantId', 'clientId']],
  ['CertificateCredential', ['tenantId', 'clientId']],
  ['AuthenticationContext', ['authority']],
]);

/** Constants of azure-identity's `AzureAuthorityHosts`. */
const AUTHORITY_CONSTANTS: ReadonlyMap<string, CloudName> = new Map([
  ['AZURE_PUBLIC_CLOUD', 'public'],
  ['AZURE_GOVERNMENT', 'usgov'],
  ['AZURE_CHINA', 'china'],
]);

/** No expression that holds a value is longer. Tokens. */
const MAX_EXPRESSION = 40;

export function readCode(text: string): Reading {
  const findings = new Findings();
  const json = parseJson(text);
  if (typeof json === 'object' && json !== null) readJson(json, findings);
  else readTokens(tokensOf(text), findings);
  return findings.reading;
}

function readTokens(tokens: readonly Token[], findings: Findings): void {
  const is = (index: number, mark: string) => tokens[index]?.kind === 'mark' && tokens[index]?.text === mark;
  const isAssignment = (index: number) => is(index, '=') && !is(index + 1, '=');
  const constants = constantsOf(tokens, isAssignment);
  const meaningAt = (index: number) => meaningOf(expressionAt(tokens, index), constants);
  const offer = (name: string, index: number) => findings.offer(name, () => meaningAt(index));
  for (const index of tokens.keys()) readAt(index);

  function readAt(index: number): void {
    const { kind, text, isTemplate } = tokens[index] as Token;
    if (kind !== 'word' && kind !== 'string') return;
    if (!isTemplate || /^https?:\/\/[^{]+\//.test(text)) findings.look(text);
    const authority = AUTHORITY_CONSTANTS.get(lastPart(text));
    if (kind === 'word' && authority) findings.cloud(authority);
    const next = index + 1;
    if (isAssignment(next)) offer(text, next + 1);
    else if (is(next, ']') && isAssignment(next + 1)) offer(text, next + 2);
    // `name: value` of a dictionary or YAML, `name: type = value` of Python.
    else if (is(next, ':')) {
      findings.offer(text, () => meaningAt(annotatedAt(tokens, next + 1, isAssignment)));
    } else if (is(next, ',')) afterComma(index);
    else if (kind === 'word' && is(next, '(')) readArguments(POSITIONS.get(lastPart(text)) ?? [], next + 1);
  }

  /** Arguments by their place; those by name are read like other assignments. */
  function readArguments(fields: readonly Field[], index: number): void {
    let at = index;
    for (const field of fields) {
      const expression = expressionAt(tokens, at);
      const value = meaningOf(expression, constants);
      if (value && !isAssignment(at + 1)) findings.put(field, value.text, value);
      at += expression.length + 1;
    }
  }

  /** `get("NAME", "value")`, `add_argument("--name", …, default="value")`, and `name, other = "value", "other"`. */
  function afterComma(index: number): void {
    const { kind, text } = tokens[index] as Token;
    if (kind === 'string') {
      findings.offer(text, () => {
        const value = meaningAt(index + 2);
        return value && { ...value, isLiteral: false };
      });
      for (let at = index + 2; at < index + MAX_EXPRESSION && tokens[at] && !is(at, ')'); at++) {
        if (tokens[at]?.text === 'default' && isAssignment(at + 1)) offer(text, at + 2);
      }
      return;
    }
    if (index > 0 && tokens[index - 1]?.kind !== 'line') return;
    const names: string[] = [];
    let at = index;
    while (tokens[at]?.kind === 'word' && names.length < 10) {
      names.push((tokens[at] as Token).text);
      at += is(at + 1, ',') ? 2 : 1;
    }
    if (!isAssignment(at)) return;
    at++;
    for (const name of names) {
      offer(name, at);
      at += expressionAt(tokens, at).length + 1;
    }
  }
}

/** Where the value begins: behind the type, where there is one. */
function annotatedAt(
  tokens: readonly Token[],
  index: number,
  isAssignment: (index: number) => boolean,
): number {
  const type = expressionAt(tokens, index);
  let depth = 0;
  for (const [offset, { kind, text }] of type.entries()) {
    if (kind !== 'mark') continue;
    if ('([{'.includes(text)) depth++;
    if (')]}'.includes(text)) depth--;
    if (depth === 0 && isAssignment(index + offset)) return index + offset + 1;
  }
  return index;
}

/** The strings that plain names stand for. */
function constantsOf(
  tokens: readonly Token[],
  isAssignment: (index: number) => boolean,
): ReadonlyMap<string, string> {
  const constants = new Map<string, string>();
  tokens.forEach((token, index) => {
    const value = tokens[index + 2];
    if (token.kind !== 'word' || !isAssignment(index + 1) || value?.kind !== 'string') return;
    if (!constants.has(token.text) && !value.isTemplate) constants.set(token.text, value.text);
  });
  return constants;
}

/** The tokens up to the comma, bracket or line end that closes the expression. */
function expressionAt(tokens: readonly Token[], index: number): readonly Token[] {
  let depth = 0;
  let end = index;
  for (; end < tokens.length && end < index + MAX_EXPRESSION; end++) {
    const { kind, text } = tokens[end] as Token;
    if (kind === 'mark' && '([{'.includes(text)) depth++;
    if (kind === 'mark' && ')]}'.includes(text) && --depth < 0) break;
    if (depth === 0 && ((kind === 'mark' && ',;'.includes(text)) || (kind === 'line' && end > index))) break;
  }
  return tokens.slice(index, end);
}

/** What an expression comes to, as far as the text says it. */
function meaningOf(
  expression: readonly Token[],
  constants: ReadonlyMap<string, string>,
): Meaning | undefined {
  const tokens = expression.filter(({ kind }) => kind !== 'line');
  const [first, second] = tokens;
  if (!first) return undefined;
  const literal = (text: string) => ({ text, isLiteral: true });
  if (first.kind === 'string' && !first.isTemplate) {
    // With more behind it, it is a part of the value at most.
    return { text: first.text, isLiteral: second === undefined || second.text === '.' };
  }
  if (first.kind === 'word' && !second) {
    const constant = constants.get(first.text);
    return constant === undefined ? { text: first.text, isLiteral: false } : literal(constant);
  }
  // `get(NAME, DEFAULT)`, `… or DEFAULT`, `… else DEFAULT`, `default=DEFAULT`; a mere type is as good: `UUID("…")`.
  const strings = tokens.flatMap(({ kind, text }, index) => {
    const before = tokens[index - 1]?.text ?? '';
    return kind === 'string'
      ? [{ text, before: before === '=' ? (tokens[index - 2]?.text ?? '') : before }]
      : [];
  });
  const chosen =
    strings.find(({ before }) => [',', 'or', 'else', 'default'].includes(before)) ??
    strings.find(({ before }) => before === '(');
  return chosen && { text: chosen.text, isLiteral: false };
}

/** A notebook's code, or members by their names, however deep. */
function readJson(json: object, findings: Findings): void {
  const cells = 'cells' in json && Array.isArray(json.cells) ? json.cells : undefined;
  if (cells) {
    const code = cells
      .filter((cell) => cell?.cell_type === 'code')
      .map(({ source }) => (Array.isArray(source) ? source.join('') : String(source ?? '')));
    readTokens(tokensOf(code.join('\n')), findings);
    return;
  }
  const members: [name: string, value: unknown][] = [['', json]];
  // What is found within is looked at in its turn.
  for (const [name, value] of members) {
    if (typeof value === 'string') {
      findings.look(value);
      findings.offer(name, () => ({ text: value, isLiteral: true }));
    } else if (typeof value === 'object' && value !== null) {
      // A parameter of Azure Resource Manager has its value one level down.
      for (const [key, member] of Object.entries(value)) {
        members.push([
          /^(?:value|defaultValue|default)$/.test(key) || Array.isArray(value) ? name : key,
          member,
        ]);
      }
    }
  }
}
