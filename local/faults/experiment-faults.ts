import { ExperimentAction, ExperimentTemplate } from './experiment-template';
import { Fault } from './fault';
import { FAULT_KINDS } from './fault-kinds';
import { readFault } from './validate-fault';

/** An action that only takes its time. */
const WAIT = 'aws:fis:wait';

/** What an action of an experiment has go wrong. Throws why that cannot be here. */
export function faultsOf({ ActionId: action, Parameters = {}, Targets = {} }: ExperimentAction, { region, targets }: ExperimentTemplate): Fault[] {
  if (action === WAIT) return [];
  const why = whyNot({ ActionId: action, Targets }, { targets });
  if (why !== undefined) throw new Error(why);
  const { duration, ...texts } = Parameters;
  const functions = action.startsWith('aws:lambda:') ? arnsOf(Targets, targets) : [];
  return functions.length > 0
    ? functions.map(arn => readFault(action, { ...texts, region: arn.split(':')[3], function: arn.split(':')[6] }))
    : [readFault(action, { ...texts, region })];
}

/** How long an action takes, in seconds. */
export function secondsOf({ Parameters: { duration = 'PT0S' } = {} }: ExperimentAction): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Why an action is not run here, if it is not. */
export function whyNot({ ActionId: action, Targets = {} }: ExperimentAction, { targets }: Pick<ExperimentTemplate, 'targets'>): string | undefined {
  if (action !== WAIT && !Object.hasOwn(FAULT_KINDS, action)) return `${action} is not run here`;
  return action.startsWith('aws:lambda:') && arnsOf(Targets, targets).length === 0 ? `${action} has no functions here: only those that are named by their ARNs are found` : undefined;
}

function arnsOf(named: NonNullable<ExperimentAction['Targets']>, targets: ExperimentTemplate['targets']): readonly string[] {
  return Object.values(named).flatMap(name => targets[name]?.ResourceArns ?? []);
}
