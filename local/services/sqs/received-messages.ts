import { Queue } from './queue';
import { Received, ReceiveOptions } from './received';
import { Clock } from '../../machine/clock';

/** What can be received within so many seconds of AWS time: it waits until there is something. */
export async function received(queue: Queue, options: ReceiveOptions, waitSeconds: number, clock: Clock): Promise<Received[]> {
  const found = queue.receive(options);
  if (found.length > 0 || waitSeconds === 0) return found;
  return new Promise(resolve => {
    const end = (messages: Received[]) => {
      silence();
      cancel();
      resolve(messages);
    };
    const cancel = clock.schedule(waitSeconds * 1000, () => end([]));
    const silence = queue.onVisible(() => {
      const arrived = queue.receive(options);
      if (arrived.length > 0) end(arrived);
    }, () => end([]));
  });
}
