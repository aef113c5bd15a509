import { Message } from './message';

/** The messages of a FIFO queue, by their groups: while one of a group is in flight, the others wait. */
export class MessageGroups {
  private readonly groups = new Map<string, Set<Message>>();

  add(message: Message) {
    const group = this.groups.get(message.group) ?? new Set();
    this.groups.set(message.group, group.add(message));
  }

  remove(message: Message) {
    const group = this.groups.get(message.group);
    group?.delete(message);
    if (group?.size === 0) this.groups.delete(message.group);
  }

  /** Those whose turn it is, as many as possible of one group after the other, each in its order. */
  *inTurn(isVisible: (message: Message) => boolean): Generator<Message> {
    for (const group of [...this.groups.values()]) {
      if ([...group].some(({ inFlight }) => inFlight)) continue;
      for (const message of [...group]) {
        if (!isVisible(message)) break; // it is delayed, and so are those behind it
        yield message;
      }
    }
  }
}
