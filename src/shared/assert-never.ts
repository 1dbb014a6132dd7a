/** Makes the compiler point at a union member that a switch forgot. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
