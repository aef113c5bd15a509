import { AwsEndpoint } from '../../../local/endpoints/aws-endpoint';
import { Clock } from '../../../local/machine/clock';
import { Deliver, Delivery } from '../../../local/machine/delivery';
import { Journal } from '../../../local/machine/journal';
import { LocalService } from '../../../local/machine/local-service';
import { unmeasured } from '../../../local/machine/metric';

export const ACCOUNT = '123456789012';

/** What a service is made with that delivers to others: here, all that it delivers is kept. */
export function aMachine(clock: Clock) {
  const delivered: Delivery[] = [];
  const failures: Error[] = [];
  const deliver: Deliver = async delivery => {
    const failure = delivery.to.includes('dead') ? undefined : failures.shift();
    if (failure) throw failure;
    delivered.push(delivery);
  };
  return { clock, journal: new Journal(clock), deliver, measure: unmeasured, random: () => 0.5, accountId: ACCOUNT, delivered, failures };
}

/** The settings of a client of a service, which is served until it is stopped. */
export async function serve(service: LocalService) {
  const endpoint = new AwsEndpoint();
  const url = await endpoint.start(0);
  endpoint.serve([service]);
  const clientIn = (region: string) => ({ endpoint: url, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
  return { clientIn, stop: () => endpoint.stop() };
}
