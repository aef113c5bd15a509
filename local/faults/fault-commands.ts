import { Fault } from './fault';
import { Faults } from './faults';
import { readFault } from './validate-fault';
import { AwsError } from '../machine/wire/aws-error';
import { Operation } from '../machine/wire/operation-call';

/** What `x-amz-target` begins with of a request about faults, which AWS does not know. */
export const FAULTS_TARGET = 'MultiRegionFaults';

/** The parameters are texts, as the command line has them, or values. */
export interface BeginInput {
  readonly action: string;
  readonly texts?: Readonly<Record<string, string>>;
  readonly parameters?: object;
  readonly seconds?: number;
}

/** Which faults are meant: that of an id, those that lose a Region, or all. */
export interface ClearInput {
  readonly id?: string;
  readonly region?: string;
}

/** What clients ask of the faults. */
export function faultCommands(faults: Faults): Record<'Begin' | 'Clear' | 'List', Operation> {
  return {
    Begin: refusing(({ action, texts, parameters, seconds }: BeginInput) => {
      const fault = texts ? readFault(action, texts) : { action, ...parameters } as Fault;
      return { faults: [fault.action === 'local:region:lose' ? faults.lose(fault, seconds) : faults.begin(fault, seconds)] };
    }),
    Clear: refusing(({ id, region }: ClearInput) => ({ faults: region === undefined ? faults.clear(id) : faults.restore(region) })),
    List: () => ({ faults: faults.list() }),
  };
}

function refusing<Input>(run: (input: Input) => object): Operation {
  return input => {
    try {
      return run(input as Input);
    } catch (error) {
      throw new AwsError('ValidationException', (error as Error).message);
    }
  };
}
