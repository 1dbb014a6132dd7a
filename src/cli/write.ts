/**
 * Hands a text to the system. A reader that has gone (`| head -1`) is no failure of ours; a full disk is.
 * @throws the system's error
 */
export async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const end = (error?: Error | null) => {
    if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
    else resolve();
  };
  // It stays: the stream tells of an error once more, after the callback.
  stream.on('error', end);
  stream.write(text, end);
  await promise;
}
