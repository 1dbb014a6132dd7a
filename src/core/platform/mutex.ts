/** Lets one asynchronous caller in at a time, in order of arrival. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** Waits for its turn; the caller must call the returned function when it is done. */
  async acquire(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return resolve;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.acquire();
    try {
      return await work();
    } finally {
      release();
    }
  }
}
