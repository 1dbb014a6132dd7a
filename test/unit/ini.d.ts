/** npm's `ini` comes without types. */
declare module 'ini' {
  const ini: { parse(text: string): Record<string, Record<string, unknown>> };
  export default ini;
}
