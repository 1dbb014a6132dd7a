/** `<client-id>`, `<tenant ID>`: where a template, such as Microsoft's own get-tokens.py, wants a value. */
const PLACEHOLDER = /<(?:[\w-]{1,40}[ _-])?(?:tenant|client|application|workspace|databricks)[\w -]{0,40}>/gi;

/** The placeholders that a text still has, each once. */
export function placeholdersIn(text: string): readonly string[] {
  return [...new Set(text.match(PLACEHOLDER))];
}
