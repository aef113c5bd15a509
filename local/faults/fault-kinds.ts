import { Fault, FaultAction, FaultParameters } from './fault';
import { MILLISECONDS, oneOf, Parameter, REGION, REGIONS } from './parameter';

/** All that is known of the faults of one name. */
export interface FaultKind<Action extends FaultAction = FaultAction> {
  /** What it does, in a few words. */
  readonly does: string;
  readonly parameters: { readonly [Name in keyof Required<FaultParameters[Action]>]: Parameter<NonNullable<FaultParameters[Action][Name]>> };
  /** Those that must be said. */
  readonly required: readonly (keyof FaultParameters[Action] & string)[];
  /** The page of AWS that is about it. */
  readonly page: string;
  /** What one of them means, in a sentence. */
  tell(fault: FaultParameters[Action]): string;
}

export const DEFAULT_DELAY_MS = 3_000;

/** All faults that there are. */
export const FAULT_KINDS: { readonly [Action in FaultAction]: FaultKind<Action> } = {
  'local:region:lose': {
    does: 'loses a Region, or makes it slow',
    parameters: { region: REGION, how: oneOf('refuse', 'hang', 'slow'), delayMilliseconds: MILLISECONDS },
    required: ['region'],
    tell: ({ region, how = 'refuse', delayMilliseconds = DEFAULT_DELAY_MS }) => how === 'slow'
      ? `${region} answers ${delayMilliseconds} ms late`
      : `${region} is lost: its endpoints ${how === 'hang' ? 'do not answer' : 'refuse connections'}`,
    page: 'https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/regional-services.html',
  },
  'aws:dynamodb:global-table-pause-replication': {
    does: 'holds the replication of all tables from and to a Region',
    parameters: { region: REGION },
    required: ['region'],
    tell: ({ region }) => `replication from and to ${region} is paused`,
    page: 'https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#dynamodb-actions-reference',
  },
  'local:dynamodb:partition': {
    does: 'holds the replication between Regions that all go on',
    parameters: { regions: REGIONS, from: REGIONS },
    required: ['regions'],
    tell: ({ regions, from }) => `${regions.join(' and ')} and ${from?.join(' and ') ?? 'all others'} do not replicate to each other`,
    page: 'https://docs.aws.amazon.com/fis/latest/userguide/cross-region-scenario.html',
  },
  'local:dynamodb:replication-lag': {
    does: 'has writes take longer to other Regions',
    parameters: { region: REGION, to: REGION, lagMilliseconds: MILLISECONDS },
    required: ['lagMilliseconds'],
    tell: ({ region = 'every Region', to = 'the others', lagMilliseconds }) => `writes from ${region} to ${to} take ${lagMilliseconds} ms longer`,
    page: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html',
  },
};

/** The names of the faults. */
export const FAULT_ACTIONS = Object.keys(FAULT_KINDS) as FaultAction[];

/** What a fault means, in a sentence. */
export function tellFault({ action, ...parameters }: Fault): string {
  return (FAULT_KINDS[action] as FaultKind<any>).tell(parameters);
}
