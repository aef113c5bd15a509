/** Lets all pass who come, but while something is done that is to be alone. */
export class Gate {
  private passing = 0;
  private closed?: Promise<void>;
  private onEmpty?: () => void;

  /** Runs at once or, while the gate is closed, when it is open again. */
  async pass<T>(run: () => Promise<T>): Promise<T> {
    while (this.closed) await this.closed;
    this.passing++;
    try {
      return await run();
    } finally {
      if (--this.passing === 0) this.onEmpty?.();
    }
  }

  /** Closes the gate, runs when all have passed, and opens it. It stays closed if that fails. */
  async alone<T>(run: () => Promise<T>): Promise<T> {
    while (this.closed) await this.closed;
    let open = () => {};
    this.closed = new Promise(resolve => { open = resolve; });
    if (this.passing > 0) await new Promise<void>(resolve => { this.onEmpty = resolve; });
    const result = await run();
    this.closed = undefined;
    open();
    return result;
  }
}
