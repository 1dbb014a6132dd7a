/** Lets one asynchronous caller in at a time, in order of arrival. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** Waits for its turn, which ends when it is disposed of. */
  async acquire(): Promise<Disposable> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return { [Symbol.dispose]: resolve };
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    using _turn = await this.acquire();
    return await work();
  }
}
