import type { ToolConnection } from '../profile/profile.ts';
import { databrickscfg } from './databrickscfg.ts';
import { dbt } from './dbt.ts';
import { dockerEnv } from './docker-env.ts';
import { dotenv } from './dotenv.ts';
import type { Tool } from './tool.ts';

const TOOLS: { readonly [K in ToolConnection['kind']]: Tool<ToolConnection & { kind: K }> } = {
  databrickscfg,
  dbt,
  dotenv,
  'docker-env': dockerEnv,
};

/** The tool that a connection is for. */
export function toolOf({ kind }: ToolConnection): Tool<ToolConnection> {
  return TOOLS[kind] as Tool<ToolConnection>;
}

/** The connection in one line, for people. */
export function connectionLabel(connection: ToolConnection): string {
  return `${connection.file} ${connectionPlace(connection)}`;
}

/** The part of its file that the connection keeps. */
export function connectionPlace(connection: ToolConnection): string {
  return toolOf(connection).place(connection);
}

/** True where both write to the same place of the same file. */
export function isSamePlace(a: ToolConnection, b: ToolConnection): boolean {
  return a.kind === b.kind && a.file === b.file && connectionPlace(a) === connectionPlace(b);
}
