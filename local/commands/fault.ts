import { askLocalRegions, inTheNameOf } from './ask-local-regions';
import { ActiveFault } from '../faults/fault';
import { BeginInput, ClearInput, FAULTS_TARGET } from '../faults/fault-commands';
import { timeOf } from '../regions/report';

/** Has something go wrong in the local Regions at `endpoint`; says what. */
export async function begin(endpoint: string, input: BeginInput): Promise<string> {
  return lines(await ask(endpoint, 'Begin', input));
}

/** Ends faults; says which. */
export async function clear(endpoint: string, input: ClearInput = {}): Promise<string> {
  const ended = await ask(endpoint, 'Clear', input);
  return ended.length > 0 ? ended.map(({ what }) => `Over: ${what}`).join('\n') : 'Nothing of that goes wrong';
}

/** Says what goes wrong, a line a fault. */
export async function list(endpoint: string): Promise<string> {
  const faults = await ask(endpoint, 'List', {});
  return faults.length > 0 ? lines(faults) : 'Nothing goes wrong on purpose';
}

function lines(faults: readonly ActiveFault[]): string {
  return faults.map(({ id, what, until }) => `${id}  ${what}${until === undefined ? '' : `, until ${timeOf(until)}`}`).join('\n');
}

async function ask(endpoint: string, operation: string, input: object): Promise<ActiveFault[]> {
  const { answer: { faults, message }, status } = await askLocalRegions(endpoint, '/', {
    ...inTheNameOf('fis', `${FAULTS_TARGET}.${operation}`), body: JSON.stringify(input),
  });
  if (!Array.isArray(faults)) throw new Error(`The local Regions at ${endpoint} do not do that: ${message ?? status}`);
  return faults;
}
