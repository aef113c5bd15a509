import { Faults } from '../faults/faults';
import { LostRegions } from '../faults/lost-regions';
import { Deliver, DeliveryError } from '../machine/delivery';
import { NoAnswer } from '../machine/no-answer';

/**
 * Has services deliver to what is there: what a lost Region or a stopped schedule was to deliver waits until it is not, and what goes to a lost
 * Region or a stopped queue is tried again.
 */
export function deliverDespite(faults: Faults, regions: LostRegions, deliver: Deliver): Deliver {
  return async delivery => {
    const { from, to } = delivery;
    const gone = regions.noAnswer(regionOf(from)) ?? stoppedSchedule(faults, from);
    if (gone) throw gone;
    const lost = regions.noAnswer(regionOf(to)) ?? stoppedQueue(faults, to);
    if (lost) throw new DeliveryError('ConnectionError', lost.message, false);
    return deliver(delivery);
  };
}

/** Why a queue takes and gives nothing, if it does not. */
export function stoppedQueue(faults: Faults, arn: string): NoAnswer | undefined {
  const [, , service, region, , name] = arn.split(':');
  const [stop] = faults.of('local:sqs:stop-queue').filter(({ fault }) => service === 'sqs' && fault.queue === name && (fault.region ?? region) === region);
  return stop && new NoAnswer(stop.what, stop.over);
}

function stoppedSchedule(faults: Faults, arn: string): NoAnswer | undefined {
  const name = arn.split('/').pop();
  const [stop] = faults.of('local:scheduler:stop-schedule').filter(({ fault: { schedule, region = regionOf(arn) } }) =>
    /:(schedule|rule)\//.test(arn) && schedule === name && region === regionOf(arn));
  return stop && new NoAnswer(stop.what, stop.over);
}

function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}
