import { Given, Lever } from './lever';
import { LeverView, ParameterView } from './wire';
import { Fault, FaultAction } from '../faults/fault';
import { FAULT_ACTIONS, FAULT_KINDS, FaultKind } from '../faults/fault-kinds';
import { MILLISECONDS, Parameter, REGION, REGIONS } from '../faults/parameter';
import { LocalRegions } from '../regions/local-regions';

const FOR: ParameterView = { name: 'forSeconds', kind: 'number', isRequired: false };

/** A lever for each fault that there is. */
export const FAULT_LEVERS: readonly Lever[] = FAULT_ACTIONS.map(action => ({
  view: regions => faultView(action, FAULT_KINDS[action], regions),
  pull: (regions, given) => `${regions.fault(faultOf(action, given), { for: given[FOR.name] as number | undefined }).what}${untilText(given)}`,
}));

/** Ends one of them. */
export const CLEAR: Lever = {
  view: () => ({
    name: 'clear',
    label: 'Clear faults',
    does: 'ends all that is wrong on purpose',
    onAws: 'aws fis stop-experiment --id <id>',
    page: 'https://docs.aws.amazon.com/fis/latest/userguide/stop-experiment.html',
    parameters: [],
  }),
  pull: (regions, { id }) => {
    const ended = regions.clearFaults(id as string | undefined);
    return ended.length === 0 ? 'nothing is wrong on purpose' : `it is over that ${ended.map(({ what }) => what).join('; ')}`;
  },
};

function faultView(action: FaultAction, { does, required, page, parameters }: FaultKind<any>, { regions }: LocalRegions): LeverView {
  const [by, ...name] = action.split(':');
  const isRequired = (parameter: string) => required.includes(parameter);
  return {
    name: action,
    label: name.join(' ').replaceAll('-', ' '),
    does,
    onAws: by === 'aws' ? `the action ${action} of AWS FIS` : 'what AWS says of it',
    page,
    parameters: [...Object.entries(parameters as Record<string, Parameter>).map(([own, parameter]) =>
      ({ name: own, isRequired: isRequired(own), ...inputOf(parameter, regions) })), FOR],
  };
}

function inputOf(parameter: Parameter, regions: readonly string[]): Pick<ParameterView, 'kind' | 'options'> {
  switch (parameter) {
    case REGION: return { kind: 'choice', options: regions };
    case REGIONS: return { kind: 'choices', options: regions };
    case MILLISECONDS: return { kind: 'number' };
    default: return parameter.values ? { kind: 'choice', options: parameter.values } : { kind: 'text' };
  }
}

function faultOf(action: FaultAction, { [FOR.name]: _, ...parameters }: Given): Fault {
  return { action, ...parameters } as Fault;
}

function untilText({ [FOR.name]: seconds }: Given): string {
  return seconds === undefined ? '' : `, for ${seconds} seconds`;
}
