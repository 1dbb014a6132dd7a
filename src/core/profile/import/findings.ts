import { CLOUD_NAMES, CLOUDS, type CloudName } from '../../../shared/clouds.ts';
import { withoutUndefined } from '../../platform/without-undefined.ts';
import { parseAuthority } from '../clouds.ts';
import { isWorkspaceId, withWorkspaceId, workspaceIdIn } from '../workspace-id.ts';
import { isGuid, isTenant, type Reading } from './reading.ts';

export type Field = 'tenantId' | 'clientId' | 'workspaceUrl' | 'workspaceId' | 'authority';

/** The names that values go by, without their punctuation. `isSure` takes any value, so that a wrong one is told. */
const NAMES: readonly [Field, RegExp, { readonly isSure: boolean }][] = [
  ['clientId', /^(?:azure|arm)?clientid$/i, { isSure: true }],
  ['tenantId', /^(?:azure|arm)?tenantid$/i, { isSure: true }],
  ['workspaceUrl', /^databricks(?:host|instance|url|workspaceurl|serverhostname)$/i, { isSure: true }],
  ['workspaceId', /^(?:databricks)?workspaceid$/i, { isSure: false }],
  ['clientId', /(?:client|application|app)id$/i, { isSure: false }],
  ['tenantId', /^(?!home).*(?:tenant|directory)(?:id|name|domain)?$/i, { isSure: false }],
  ['workspaceUrl', /(?:host|hostname|instance|workspaceurl|workspace)$/i, { isSure: false }],
  ['authority', /(?:authority|authorityurl|authorityuri|authorityhost|aadinstance)$/i, { isSure: false }],
];

/** What an expression comes to; `isLiteral` where all of it stands there. */
export interface Meaning {
  readonly text: string;
  readonly isLiteral: boolean;
}

/** What was found: the first of each field counts, and one that is of the right kind before one that is not. */
export class Findings {
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
    if (workspace) this.#set(this.#found, 'workspaceUrl', withWorkspaceId(workspace, workspaceIdIn(text)));
    if (/^https?:\/\/|^[a-z-]+(?:\.[a-z-]+)+$/i.test(text)) this.#authority(text, false);
  }

  cloud(name: CloudName): void {
    this.#clouds.push(name);
  }

  get reading(): Reading {
    const value = (field: Field) => this.#found.get(field) ?? this.#unfit.get(field);
    const draft = withoutUndefined({
      tenantId: this.#found.get('tenantId') ?? this.#tenantOfAuthority ?? this.#unfit.get('tenantId'),
      clientId: value('clientId'),
      workspaceUrl: value('workspaceUrl'),
    });
    if (Object.keys(draft).length === 0) return { draft };
    const [cloud] = this.#clouds;
    const workspaceId = this.#found.get('workspaceId');
    return { draft: { ...draft, cloud }, workspaceId, foreignAuthority: this.#foreign };
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
  workspaceId: isWorkspaceId,
};

/** Of a name with dots. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
