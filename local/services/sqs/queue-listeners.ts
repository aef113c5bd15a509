/** Who is told that something may be there to be received, and that the queue has come to its end. */
export class QueueListeners {
  private readonly listeners = new Map<() => void, () => void>();
  private isTelling = false;

  /** Returns what ends it. */
  add(listener: () => void, onStop: () => void): () => void {
    this.listeners.set(listener, onStop);
    return () => this.listeners.delete(listener);
  }

  /** Once for all that comes at once, after whoever had it come has taken its share. */
  tell(isSomethingThere: () => boolean) {
    if (this.isTelling) return;
    this.isTelling = true;
    queueMicrotask(() => {
      this.isTelling = false;
      if (isSomethingThere()) [...this.listeners.keys()].forEach(listener => listener());
    });
  }

  stop() {
    [...this.listeners.values()].forEach(onStop => onStop());
    this.listeners.clear();
  }
}
