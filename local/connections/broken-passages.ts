import { LostRegions } from '../faults/lost-regions';
import { Deliver, DeliveryError } from '../machine/delivery';
import { Answer } from '../machine/http-server';
import { SignedRequest } from '../machine/local-service';

/** In `x-amz-target`: what is asked of the local Regions themselves, which are never lost. */
const OF_THE_LOCAL_REGIONS = /^MultiRegion/;

/** Has a request of an AWS client answered unless its Region is lost. */
export function passageOf(regions: LostRegions) {
  return async (request: SignedRequest, answer: () => Promise<Answer>): Promise<Answer> =>
    OF_THE_LOCAL_REGIONS.test(request.headers['x-amz-target'] ?? '') ? answer() : regions.reach(request.signer.region, answer);
}

/** Has services deliver to those Regions that are there: what a lost one was to deliver waits, and what goes to a lost one is tried again. */
export function deliverBetween(regions: LostRegions, deliver: Deliver): Deliver {
  return async delivery => {
    const gone = regions.noAnswer(regionOf(delivery.from));
    if (gone) throw gone;
    const lost = regions.noAnswer(regionOf(delivery.to));
    if (lost) throw new DeliveryError('ConnectionError', lost.message, false);
    return deliver(delivery);
  };
}

function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}
