import * as v from 'valibot';
import { FailureError } from '../../shared/failures.ts';
import { plainText } from '../../shared/plain-text.ts';
import type { Warehouse } from '../../shared/verification.ts';
import { notList } from '../platform/schema.ts';
import { type WorkspaceCaller, workspaceCaller } from './workspace-call.ts';

/** Whoever made a warehouse, a cluster or a group has named it. */
export const name = v.pipe(v.string(), v.transform(plainText));

/** What becomes a part of a JDBC URL, in which a semicolon begins the next property. */
const ID = /^[\w-]{1,64}$/;
const HTTP_PATH = /^\/[\w./-]{1,200}$/;

/** More names than these are no help. */
const MAX_TOLD = 20;

const WarehouseList = notList(
  v.object({
    warehouses: v.optional(
      v.array(
        v.object({
          id: v.string(),
          name: v.optional(name, '?'),
          state: v.optional(name, '?'),
          odbc_params: v.optional(notList(v.object({ path: v.optional(v.string()) }))),
        }),
      ),
      [],
    ),
  }),
);

/** The SQL warehouses that the token's owner may use. @throws FailureError one of `workspace_*`, a network failure */
export async function listWarehouses({ ask }: WorkspaceCaller): Promise<readonly Warehouse[]> {
  const { said } = await ask('/api/2.0/sql/warehouses', WarehouseList);
  return said.warehouses.flatMap(({ id, name, state, odbc_params }) => {
    if (!ID.test(id)) return [];
    const path = odbc_params?.path ?? '';
    return { id, name, state, httpPath: HTTP_PATH.test(path) ? path : `/sql/1.0/warehouses/${id}` };
  });
}

/**
 * The warehouse that a person means by its ID or its name.
 * @throws FailureError `warehouse_unknown`, and as {@link listWarehouses}
 */
export async function findWarehouse(
  wanted: string,
  ...caller: Parameters<typeof workspaceCaller>
): Promise<Warehouse> {
  const warehouses = await listWarehouses(workspaceCaller(...caller));
  const found =
    warehouses.find(({ id }) => id === wanted) ??
    only(warehouses.filter(({ name }) => name === wanted)) ??
    only(warehouses.filter(({ name }) => name.toLowerCase() === wanted.trim().toLowerCase()));
  if (found) return found;
  const known = warehouses.slice(0, MAX_TOLD).map(({ name, id }) => `${name} (${id})`);
  if (warehouses.length > MAX_TOLD) known.push('…');
  throw new FailureError('warehouse_unknown', {
    params: { warehouse: wanted, known: known.join(', ') || '–' },
  });
}

/** Names can be given twice: then the ID has to tell. */
function only<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}
