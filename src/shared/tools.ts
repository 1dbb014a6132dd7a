import type { Failure } from './failures.ts';
import { keysOf } from './keys-of.ts';

/** What has to be known before a tool is connected, beside the profile. */
type ToolInput = 'file' | 'httpPath' | 'schema';

/**
 * The tools that can be connected, in the order of lists, and what a person has to say for each. The messages say what
 * each is for.
 */
const TOOLS = {
  databrickscfg: [],
  'azure-cli': [],
  dbt: ['httpPath', 'schema'],
  dotenv: ['file'],
  'docker-env': ['file'],
} as const satisfies Readonly<Record<string, readonly ToolInput[]>>;

export type ToolName = keyof typeof TOOLS;
/** The tools that read a file of ours. Programs that ask the Azure CLI find ours in the shell's PATH. */
export type FileTool = Exclude<ToolName, 'azure-cli'>;

export const TOOL_NAMES = keysOf(TOOLS);

export function inputsOf(tool: ToolName): readonly ToolInput[] {
  return TOOLS[tool];
}

/** Whether a tool finds at its place what it should. */
export type ToolState =
  | 'off'
  | 'connected'
  /** Connected, and filled as soon as there is a token or an endpoint. */
  | 'waiting'
  /** Somebody has changed what was written there; it is left alone. */
  | 'edited'
  /** The file was removed. */
  | 'gone'
  | 'unwritable';

/** A place in a file that is kept for a tool, or would be. */
export interface ToolRow {
  readonly tool: FileTool;
  /** Left out where the person has to name it. */
  readonly file?: string;
  /** The part of the file that is ours, such as `[work]` or `DATABRICKS_TOKEN`. */
  readonly place: string;
  /** The names of what is written there. */
  readonly keys: readonly string[];
  readonly state: ToolState;
  /** Why it cannot be written. */
  readonly failure?: Failure;
}

/** A place with the names of what is written there, where it is not named after them. */
export function whatIsWritten({ place, keys }: Pick<ToolRow, 'place' | 'keys'>): string {
  const names = keys.join(', ');
  return place === names ? place : `${place} (${names})`;
}

export interface ToolList {
  /** Each place that is connected, and a row for each tool that is not. */
  readonly rows: readonly ToolRow[];
  /** The line that lets programs of a shell find our `az`. */
  readonly shellLine: string;
}

/** What is to be connected. */
export interface ToolRequest {
  readonly tool: FileTool;
  readonly file?: string | undefined;
  /** Of a `.databrickscfg`. */
  readonly section?: string | undefined;
  readonly holds?: 'endpoint' | 'token' | undefined;
  /** Of a `.env`. */
  readonly key?: string | undefined;
  /** Of dbt's. */
  readonly httpPath?: string | undefined;
  readonly schema?: string | undefined;
}

/** What became of a place that was disconnected: emptied, left alone since somebody has edited it, or gone already. */
export type Disconnected = 'removed' | 'left' | 'gone';
