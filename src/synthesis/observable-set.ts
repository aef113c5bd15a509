/** A set that tells its observers of each item, of those that were added before as well. */
export class ObservableSet<T> {
  private readonly items = new Set<T>();
  private readonly observers: ((item: T) => void)[] = [];

  get all(): T[] {
    return [...this.items];
  }

  add(item: T) {
    if (this.items.has(item)) return;
    this.items.add(item);
    this.observers.forEach(observer => observer(item));
  }

  observe(observer: (item: T) => void) {
    this.observers.push(observer);
    this.items.forEach(item => observer(item));
  }
}
