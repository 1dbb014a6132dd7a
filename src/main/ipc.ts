import { ipcMain } from 'electron';
import type { Application } from '../core/app/application.ts';
import type { OperationTable } from '../core/app/operations/table.ts';
import { isWindowUrl } from './app-protocol.ts';
import type { Attempt } from './attempt.ts';

/**
 * Serves the operations that the window may call, and is the only place that touches `ipcMain`: the sender must be our
 * page's top frame, the payload of the right shape.
 */
export function serveOperations(operations: OperationTable, app: Application, attempt: Attempt): void {
  for (const [name, operation] of Object.entries(operations)) {
    if (!('schema' in operation)) continue;
    ipcMain.handle(name, async (event, ...payload: unknown[]) => {
      const frame = event.senderFrame;
      if (!frame || frame.parent !== null || !isWindowUrl(frame.url)) throw new Error('unknown sender');
      const input = operation.schema.safeParse(payload[0]);
      if (!input.success || payload.length > 1) throw new Error(`invalid payload for ${name}`);
      return attempt(() => operation.run(app, input.data as never));
    });
  }
}
