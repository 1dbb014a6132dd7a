import type * as v from 'valibot';
import type { Input, OperationName, Output, WindowOperations } from '../../../shared/operations.ts';
import type { Application } from '../application.ts';

/**
 * An operation: the one place where something that the program can do is done. Window, tray and command line call it
 * alike; it returns a value or throws a `FailureError`.
 */
export type Operation<N extends OperationName> = {
  readonly run: (app: Application, input: Input<N>) => Output<N> | Promise<Output<N>>;
} & (N extends keyof WindowOperations
  ? /** Checks the payload where it comes from the window. */ {
      readonly schema: v.GenericSchema<unknown, Input<N>>;
    }
  : unknown);

/** The compiler demands every operation of `Names`. */
export type OperationTable<Names extends OperationName = OperationName> = {
  readonly [N in Names]: Operation<N>;
};
