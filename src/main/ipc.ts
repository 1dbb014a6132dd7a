import { ipcMain } from 'electron';
import type { Application } from '../core/app/application.ts';
import type { OperationTable } from '../core/app/operations/table.ts';
import { asFailure } from '../core/platform/as-failure.ts';
import type { Logger } from '../core/platform/logger.ts';
import { examine } from '../core/platform/schema.ts';
import type { Result } from '../shared/operations.ts';
import { isWindowUrl } from './app-protocol.ts';

type Attempt = <T>(work: () => T | Promise<T>) => Promise<Result<T>>;

/** Turns what work returns or throws into a result. A defect goes to the log with its stack. */
export function attempts(log: Logger): Attempt {
  return async (work) => {
    try {
      return { ok: true, value: await work() };
    } catch (error) {
      const failure = asFailure(error);
      if (failure.code === 'unexpected') log.error(error instanceof Error ? `${error.stack}` : `${error}`);
      return { ok: false, failure };
    }
  };
}

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
      const { value, wrong } = examine(operation.schema, payload[0]);
      if (wrong || payload.length > 1) throw new Error(`invalid payload for ${name}`);
      return attempt(() => operation.run(app, value as never));
    });
  }
}
