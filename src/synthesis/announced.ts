/** Things that come one by one, for those who want each of them, whether they ask before or after it comes. */
export class Announced<T> {
  private readonly things = new Set<T>();
  private readonly listeners: ((thing: T) => void)[] = [];

  /** A thing that is known already is not told again. */
  add(thing: T) {
    if (this.things.has(thing)) return;
    this.things.add(thing);
    this.listeners.forEach(listener => listener(thing));
  }

  each(listener: (thing: T) => void) {
    this.listeners.push(listener);
    this.things.forEach(thing => listener(thing));
  }
}
