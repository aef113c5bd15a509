import { ApiFault, Fault, FaultAction, FaultParameters, InvocationFault } from './fault';
import {
  BOOLEAN, CHECKER_REGION, ENDPOINT, FUNCTION, MILLISECONDS, NUMBER, oneOf, Parameter, PERCENTAGE, QUEUE, REGION, REGIONS, SCHEDULE, STATUS, TEXT,
  WORDS,
} from './parameter';

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

export const DEFAULT_SLOWNESS_MS = 3_000;
export const DEFAULT_DELAY_MS = 1_000;

const FIS = 'https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html';
const OF_INVOCATIONS = { function: FUNCTION, region: REGION, invocationPercentage: PERCENTAGE, seed: NUMBER };

/** All faults that there are. */
export const FAULT_KINDS: { readonly [Action in FaultAction]: FaultKind<Action> } = {
  'local:region:lose': {
    does: 'loses a Region, or makes it slow',
    parameters: { region: REGION, how: oneOf('refuse', 'hang', 'slow'), delayMilliseconds: MILLISECONDS },
    required: ['region'],
    page: 'https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/regional-services.html',
    tell: ({ region, how = 'refuse', delayMilliseconds = DEFAULT_SLOWNESS_MS }) => how === 'slow'
      ? `${region} answers ${delayMilliseconds} ms late`
      : `${region} is lost: its endpoints ${how === 'hang' ? 'do not answer' : 'refuse connections'}`,
  },
  'aws:lambda:invocation-error': {
    does: 'has invocations of functions fail',
    parameters: { ...OF_INVOCATIONS, preventExecution: BOOLEAN },
    required: [],
    page: `${FIS}#invocation-error`,
    tell: fault => `${invocations(fault)} fail`,
  },
  'aws:lambda:invocation-add-delay': {
    does: 'has functions run late or, with more than their time-out, time out',
    parameters: { ...OF_INVOCATIONS, startupDelayMilliseconds: MILLISECONDS },
    required: [],
    page: `${FIS}#invocation-add-delay`,
    tell: fault => `${invocations(fault)} begin ${fault.startupDelayMilliseconds ?? DEFAULT_DELAY_MS} ms late`,
  },
  'aws:lambda:invocation-http-integration-response': {
    does: 'has functions answer callers with a status and no body',
    parameters: { ...OF_INVOCATIONS, preventExecution: BOOLEAN, statusCode: STATUS, contentTypeHeader: TEXT },
    required: ['statusCode', 'contentTypeHeader'],
    page: `${FIS}#invocation-http-integration-response`,
    tell: fault => `${invocations(fault)} answer ${fault.statusCode}`,
  },
  'aws:fis:inject-api-throttle-error': {
    ...ofRequests('throttles requests to a service, e.g. to a table'),
    tell: fault => `${requests(fault)} are throttled`,
  },
  'aws:fis:inject-api-internal-error': {
    ...ofRequests('has a service fail requests with a 500'),
    tell: fault => `${requests(fault)} fail`,
  },
  'aws:fis:inject-api-unavailable-error': {
    ...ofRequests('has a service refuse requests with a 503'),
    tell: fault => `${requests(fault)} find it unavailable`,
  },
  'aws:network:disrupt-connectivity': {
    does: 'has nothing reach DynamoDB, or any service, in a Region',
    parameters: { region: REGION, scope: oneOf('all', 'dynamodb', 's3') },
    required: ['region', 'scope'],
    page: `${FIS}#disrupt-connectivity`,
    tell: ({ region, scope }) => `in ${region}, ${scope === 'all' ? 'no service' : `no ${scope}`} is reached`,
  },
  'aws:dynamodb:global-table-pause-replication': {
    does: 'holds the replication of all tables from and to a Region',
    parameters: { region: REGION },
    required: ['region'],
    page: `${FIS}#dynamodb-actions-reference`,
    tell: ({ region }) => `replication from and to ${region} is paused`,
  },
  'local:dynamodb:partition': {
    does: 'holds the replication between Regions that all go on',
    parameters: { regions: REGIONS, from: REGIONS },
    required: ['regions'],
    page: 'https://docs.aws.amazon.com/fis/latest/userguide/cross-region-scenario.html',
    tell: ({ regions, from }) => `${regions.join(' and ')} and ${from?.join(' and ') ?? 'all others'} do not replicate to each other`,
  },
  'local:dynamodb:replication-lag': {
    does: 'has writes take longer to other Regions',
    parameters: { region: REGION, to: REGION, lagMilliseconds: MILLISECONDS },
    required: ['lagMilliseconds'],
    page: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html',
    tell: ({ region = 'every Region', to = 'the others', lagMilliseconds }) => `writes from ${region} to ${to} take ${lagMilliseconds} ms longer`,
  },
  'local:dynamodb:clock-skew': {
    does: 'has the writes of a Region stamped by a clock that is ahead or behind: the last writer is another one then',
    parameters: { region: REGION, milliseconds: NUMBER },
    required: ['region', 'milliseconds'],
    page: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html',
    tell: ({ region, milliseconds }) => `the clock of ${region} is ${Math.abs(milliseconds)} ms ${milliseconds < 0 ? 'behind' : 'ahead'}`,
  },
  'local:sqs:stop-queue': {
    does: 'has a queue take and give nothing',
    parameters: { queue: QUEUE, region: REGION },
    required: ['queue'],
    page: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html',
    tell: ({ queue, region }) => `the queue ${queue}${within(region)} takes and gives nothing`,
  },
  'local:scheduler:stop-schedule': {
    does: 'has a schedule, or a rule, wait: what it is to start comes late',
    parameters: { schedule: SCHEDULE, region: REGION },
    required: ['schedule'],
    page: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html',
    tell: ({ schedule, region }) => `the schedule ${schedule}${within(region)} starts nothing`,
  },
  'local:endpoint:fail': {
    does: 'has handlers and integrations not reach a service that is elsewhere, by `--endpoint`; handlers that are at work do still',
    parameters: { service: ENDPOINT, statusCode: STATUS },
    required: ['service'],
    page: 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html',
    tell: ({ service, statusCode }) => `the endpoint of ${service} ${statusCode === undefined ? 'ends connections' : `answers ${statusCode}`}`,
  },
  'local:route53:checker-outage': {
    does: 'has the checkers of Route 53 in a Region see nothing answer',
    parameters: { region: CHECKER_REGION },
    required: ['region'],
    page: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html',
    tell: ({ region }) => `the checkers in ${region} reach no endpoint`,
  },
};

/** The names of the faults. */
export const FAULT_ACTIONS = Object.keys(FAULT_KINDS) as FaultAction[];

/** What a fault means, in a sentence. */
export function tellFault({ action, ...parameters }: Fault): string {
  return (FAULT_KINDS[action] as FaultKind<any>).tell(parameters);
}

function ofRequests(does: string): Omit<FaultKind<'aws:fis:inject-api-throttle-error'>, 'tell'> {
  return {
    does,
    parameters: { service: TEXT, region: REGION, resource: TEXT, operations: WORDS, percentage: PERCENTAGE, seed: NUMBER },
    required: ['service'],
    page: `${FIS}#fis-actions-reference-fis`,
  };
}

function invocations({ function: called = 'all functions', region, invocationPercentage = 100 }: InvocationFault): string {
  return `${share(invocationPercentage)}invocations of ${called}${within(region)}`;
}

function requests({ service, region, resource, operations, percentage = 100 }: ApiFault): string {
  return `${share(percentage)}${operations ? `${operations.join(' and ')} requests` : 'requests'} to ${service}${within(region)}${resource === undefined ? '' : ` for ${resource}`}`;
}

function share(percentage: number): string {
  return percentage === 100 ? '' : `${percentage} % of `;
}

function within(region: string | undefined): string {
  return region === undefined ? '' : ` in ${region}`;
}
