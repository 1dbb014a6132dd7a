import { CLOUD_NAMES, CLOUDS, type CloudName } from '../../../shared/clouds.ts';
import { parseAuthority } from '../clouds.ts';
import { isGuid, isTenant, type Reading } from './reading.ts';
import { type Token, tokensOf } from './tokens.ts';

/**
 * Reads tenant, client ID, authority and workspace off source code, above all the Python scripts of Microsoft's
 * documentation in the forms that people give them: constants, dictionaries, arguments by name or place, defaults of
 * environment variables, notebooks, and files of parameters in JSON. What a comment or a docstring shows is none of it.
 */

type Field = 'tenantId' | 'clientId' | 'workspaceUrl' | 'authority';

/** The names that values go by, without their punctuation. `isSure` takes any value, so that a wrong one is told. */
const NAMES: readonly [Field, RegExp, { readonly isSure: boolean }][] = [
  ['clientId', /^(?:azure|arm)?clientid$/i, { isSure: true }],
  ['tenantId', /^(?:azure|arm)?tenantid$/i, { isSure: true }],
  ['workspaceUrl', /^databricks(?:host|instance|url|workspaceurl|serverhostname)$/i, { isSure: true }],
  ['clientId', /(?:client|application|app)id$/i, { isSure: false }],
  ['tenantId', /^(?!home).*(?:tenant|directory)(?:id|name|domain)?$/i, { isSure: false }],
  ['workspaceUrl', /(?:host|hostname|instance|workspaceurl|workspace)$/i, { isSure: false }],
  ['authority', /(?:authority|authorityurl|authorityuri|authorityhost|aadinstance)$/i, { isSure: false }],
];

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

/** What an expression comes to; `isLiteral` where all of it stands there. */
interface Meaning {
  readonly text: string;
  readonly isLiteral: boolean;
}

/** No expression that holds a value is longer. Tokens. */
const MAX_EXPRESSION = 40;

export function readCode(text: string): Reading {
  const findings = new Findings();
  const json = parseJson(text);
  if (json === undefined) readTokens(tokensOf(text), findings);
  else readJson(json, findings);
  return findings.reading;
}

/** What was found: the first of each field counts, and one that is of the right kind before one that is not. */
class Findings {
  readonly #found = new Map<Field, string>();
  readonly #unfit = new Map<Field, string>();
  readonly #clouds: CloudName[] = [];
  #tenantOfAuthority: string | undefined;
  #foreign: string | undefined;

  /** What stands under a name; nothing is worked out for a name that says nothing. */
  offer(name: string, meaning: () => Meaning | undefined): void {
    const bare = lastPart(name.slice(-200)).replace(/[^\p{L}\p{N}]/gu, '');
    const [field, , how] = NAMES.find(([, pattern]) => pattern.test(bare)) ?? [];
    const value = field && meaning();
    if (value) this.put(field, value.text, { ...value, ...how });
  }

  put(field: Field, value: string, { isLiteral = false, isSure = false } = {}): void {
    const text = value.trim();
    if (text === '' || text.length > 2_048 || /[<>{}\n]/.test(text)) return;
    // A word that is no address is a variable whose value is not known.
    if (field === 'authority') this.#authority(text, isLiteral || text.includes('://'));
    else if (IS_FIT[field](text)) this.#set(this.#found, field, text);
    else if (isLiteral && isSure) this.#set(this.#unfit, field, text);
  }

  /** Any text of the code: addresses and requests say what they are without a name. */
  look(text: string): void {
    const clientId = /(?:^|[?&\s'"])client_id=([0-9a-f-]{36})(?![0-9a-f-])/i.exec(text)?.[1];
    if (clientId) this.put('clientId', clientId);
    const workspace = WORKSPACE.exec(text)?.[0];
    if (workspace) this.#set(this.#found, 'workspaceUrl', workspace);
    if (/^https?:\/\/|^[a-z-]+(?:\.[a-z-]+)+$/i.test(text)) this.#authority(text, false);
  }

  cloud(name: CloudName): void {
    this.#clouds.push(name);
  }

  get reading(): Reading {
    const value = (field: Field) => this.#found.get(field) ?? this.#unfit.get(field);
    const [tenantId, clientId, workspaceUrl] = [
      this.#found.get('tenantId') ?? this.#tenantOfAuthority ?? this.#unfit.get('tenantId'),
      value('clientId'),
      value('workspaceUrl'),
    ];
    const [cloud] = this.#clouds;
    const draft = {
      ...(tenantId ? { tenantId } : {}),
      ...(clientId ? { clientId } : {}),
      ...(workspaceUrl ? { workspaceUrl } : {}),
    };
    if (Object.keys(draft).length === 0) return { draft };
    return {
      draft: { ...draft, ...(cloud ? { cloud } : {}) },
      ...(this.#foreign ? { foreignAuthority: this.#foreign } : {}),
    };
  }

  #set(values: Map<Field, string>, field: Field, text: string): void {
    if (!values.has(field)) values.set(field, text);
  }

  /** `https://HOST/TENANT/…`, or a host alone. @param isNamed it stands under a name that says that it is one */
  #authority(text: string, isNamed: boolean): void {
    const [, host = '', tenant = ''] = /^(?:https?:\/\/)?([^/?#\s]+)\/?([^/?#\s]*)/i.exec(text) ?? [];
    const known = parseAuthority(`https://${host}`);
    const looksLikeOne = /^https?:\/\/(?:login|sts|sso)[.-]/i.test(text) && !DATABRICKS.test(host);
    if (typeof known === 'string') this.#clouds.push(known);
    else if (known && (looksLikeOne || (isNamed && /[.:]/.test(host)))) this.#foreign ??= host.toLowerCase();
    else return;
    if (isTenant(tenant)) this.#tenantOfAuthority ??= tenant;
  }
}

const DATABRICKS = /(?:^|\.)databricks\.(?:com|azure\.us|azure\.cn)$|(?:^|\.)azuredatabricks\.net$/i;
const DOMAINS = CLOUD_NAMES.map((name) => CLOUDS[name].workspaceDomain.replaceAll('.', '\\.')).join('|');
const WORKSPACE = new RegExp(
  `(?:https://|^)[\\w-]{1,63}(?:\\.[\\w-]{1,63}){0,9}\\.(?:${DOMAINS})(?![\\w.-])`,
  'i',
);

const IS_FIT: Readonly<Record<Exclude<Field, 'authority'>, (text: string) => boolean>> = {
  tenantId: isTenant,
  clientId: isGuid,
  workspaceUrl: (text) => WORKSPACE.test(text),
};

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

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function parseJson(text: string): object | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
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
