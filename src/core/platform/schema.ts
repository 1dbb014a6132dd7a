import * as v from 'valibot';

/** A part of a value that isn't as its schema demands, without what is there instead: that may be a secret. */
export interface Wrong {
  readonly path: readonly string[];
  readonly expected: string;
}

/** `value`, which may be undefined, where nothing is wrong. */
export type Examined<T> =
  | { readonly value: T; readonly wrong?: never }
  | { readonly value?: never; readonly wrong: readonly [Wrong, ...Wrong[]] };

/** What `schema` makes of a value. Nobody else asks valibot for issues: its own words repeat what was received. */
export function examine<S extends v.GenericSchema>(schema: S, value: unknown): Examined<v.InferOutput<S>> {
  const { success, output, issues } = v.safeParse(schema, value, { message: expectation });
  if (success) return { value: output };
  const [first, ...others] = issues;
  return { wrong: [wrongOf(first), ...others.map(wrongOf)] };
}

const UNKNOWN_KEY = 'unknown key';

function wrongOf({ path, message }: v.BaseIssue<unknown>): Wrong {
  const keys = path?.map(({ key }) => String(key)) ?? [];
  // What a key is called that nobody knows is received, too.
  return { path: message === UNKNOWN_KEY ? keys.slice(0, -1) : keys, expected: message };
}

/** The words for what has none of its own. */
function expectation({ type, expected, path }: v.BaseIssue<unknown>): string {
  if (path?.at(-1)?.origin === 'key') return expected === 'never' ? UNKNOWN_KEY : 'missing';
  if (type === 'non_empty') return 'empty';
  if (expected === null) return 'not valid';
  return `expected ${type === 'max_length' ? 'length ' : ''}${expected}`;
}

/** `schema` for an object none of whose keys is required: valibot takes a list for one, too. */
export function notList<S extends v.GenericSchema>(schema: S) {
  const isNoList = (value: unknown) => !Array.isArray(value);
  return v.pipe(v.custom<v.InferInput<S>>(isNoList, 'expected Object'), schema);
}

/** valibot's number takes in Infinity. */
export const finite = v.pipe(v.number(), v.finite('expected number'));

export const integer = v.pipe(v.number(), v.safeInteger('expected integer'));

/** Any digits: Microsoft's are older than RFC 9562. */
export const guid = v.pipe(v.string(), v.uuid('expected GUID'));

const UUID =
  /^(?:[\da-fA-F]{8}-[\da-fA-F]{4}-[1-8][\da-fA-F]{3}-[89abAB][\da-fA-F]{3}-[\da-fA-F]{12}|0{8}-(?:0{4}-){3}0{12}|f{8}-(?:f{4}-){3}f{12})$/;

/** As RFC 9562 has it. */
export const uuid = v.pipe(v.string(), v.regex(UUID, 'expected UUID'));
