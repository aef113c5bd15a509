import { Faults } from '../faults/faults';
import { ChosenEnvironment } from '../services/lambda/chosen-environment';

type Endpoints = NonNullable<ChosenEnvironment['endpoints']>;

/** Where services are that do not run here, as they are now: one that fails on purpose is at the port for AWS clients, where nobody answers for it. */
export function endpointsDespite(faults: Faults, endpoints: Endpoints = {}, awsUrl: string, onChange: () => void): Endpoints {
  const now = { ...endpoints };
  faults.onChange(() => {
    const failing = faults.of('local:endpoint:fail').map(({ fault }) => fault.service);
    const before = JSON.stringify(now);
    for (const service of Object.keys(now)) now[service] = failing.includes(service) ? awsUrl : endpoints[service];
    if (JSON.stringify(now) !== before) onChange();
  });
  return now;
}
