/** What has been started: it is stopped once, in reverse, and all of it even if some of it fails to stop. */
export class StopList {
  private readonly stops: (() => unknown)[] = [];
  private stopping?: Promise<void>;

  add<T extends { stop?(): unknown }>(started: T): T {
    this.stops.push(() => started.stop?.());
    return started;
  }

  stop(): Promise<void> {
    return this.stopping ??= this.stopAll();
  }

  private async stopAll() {
    const failures: unknown[] = [];
    for (const stop of this.stops.reverse()) {
      try {
        await stop();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
