import * as path from 'path';
import { DEFAULT_REPLICATION_LAG_MS, LocalRegionsOptions } from './local-regions-options';
import { API_GATEWAY } from '../cloudformation/api-gateway/template';
import { CLOUDFORMATION } from '../cloudformation/cloudformation/template';
import { CLOUDWATCH } from '../cloudformation/cloudwatch/template';
import { LOGS } from '../cloudformation/cloudwatch-logs/template';
import { CODE_DEPLOY } from '../cloudformation/codedeploy/template';
import { COGNITO } from '../cloudformation/cognito/template';
import { Deployed } from '../cloudformation/deployed';
import { DYNAMODB } from '../cloudformation/dynamodb/template';
import { EVENTBRIDGE } from '../cloudformation/eventbridge/template';
import { FIS } from '../cloudformation/fis/template';
import { IAM } from '../cloudformation/iam/template';
import { EVENT_SOURCES } from '../cloudformation/lambda/event-sources';
import { LAMBDA } from '../cloudformation/lambda/template';
import { ROUTE53 } from '../cloudformation/route53/template';
import { SCHEDULER } from '../cloudformation/scheduler/template';
import { SECRETS_MANAGER } from '../cloudformation/secrets-manager/template';
import { ServiceTemplate } from '../cloudformation/service-template';
import { SES } from '../cloudformation/ses/template';
import { SNS } from '../cloudformation/sns/template';
import { SQS } from '../cloudformation/sqs/template';
import { SSM } from '../cloudformation/ssm/template';
import { WITHOUT_A_SERVICE } from '../cloudformation/without-a-service';
import { deliverDespite, stoppedQueue } from '../connections/broken-deliveries';
import { endpointsDespite } from '../connections/broken-endpoints';
import { invokeDespite } from '../connections/broken-invocations';
import { callerIdentifier } from '../connections/caller-identifier';
import { deliverTo } from '../connections/deliver';
import { EventSources } from '../connections/event-sources';
import { functionInvoker } from '../connections/function-invoker';
import { functionLogs } from '../connections/function-logs';
import { gatewayBackends } from '../connections/gateway-backends';
import { issuersOf } from '../connections/token-issuers';
import { Faults } from '../faults/faults';
import { Fis } from '../faults/fis';
import { linksOf } from '../faults/links';
import { LostRegions } from '../faults/lost-regions';
import { Clock } from '../machine/clock';
import { Deliver } from '../machine/delivery';
import { Answer } from '../machine/http-server';
import { Journal } from '../machine/journal';
import { LocalService, SignedRequest } from '../machine/local-service';
import { Log } from '../machine/log-line';
import { Measure } from '../machine/metric';
import { ApiGateway } from '../services/api-gateway/api-gateway';
import { CloudFormation } from '../services/cloudformation/cloudformation';
import { CloudWatch } from '../services/cloudwatch/cloudwatch';
import { Logs } from '../services/cloudwatch-logs/logs';
import { CodeDeploy } from '../services/codedeploy/code-deploy';
import { TokenIssuers } from '../services/cognito/token-issuers';
import { DynamoDb } from '../services/dynamodb/dynamodb';
import { EventBridge } from '../services/eventbridge/event-bridge';
import { Iam } from '../services/iam/iam';
import { EventSourceMapping } from '../services/lambda/event-source-mapping';
import { LambdaService } from '../services/lambda/lambda-service';
import { Route53 } from '../services/route53/route53';
import { Scheduler } from '../services/scheduler/scheduler';
import { SecretsManager } from '../services/secrets-manager/secrets-manager';
import { Ses } from '../services/ses/ses';
import { Sns } from '../services/sns/sns';
import { Sqs } from '../services/sqs/sqs';
import { Ssm } from '../services/ssm/ssm';

/** What a service gets to run with. */
export interface Machine {
  readonly deployed: Deployed;
  readonly clock: Clock;
  readonly journal: Journal;
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  readonly lostRegions: LostRegions;
  /** Whether what is in a Region runs. */
  readonly isRunning: (region: string) => boolean;
  readonly random: () => number;
  /** Where AWS clients find all services. */
  readonly awsUrl: string;
  /** Asks a service as its clients do, by what they sign. */
  readonly askAws: (request: SignedRequest) => Promise<Answer>;
  readonly appDirectory: string;
  readonly options: LocalRegionsOptions;
  /** Has CloudWatch keep what a service measures. */
  readonly measure: Measure;
  /** Has CloudWatch Logs keep a line. */
  readonly log: Log;
  /** Hands something to a resource of another service. */
  readonly deliver: Deliver;
  /** A service that comes before in the list. */
  service<T extends LocalService>(type: new (props: any) => T): T;
}

/** What services have of each other. */
type MadeHere = 'service' | 'measure' | 'log' | 'deliver' | 'isRunning';

/** A service: what it reads of templates, and how it is made of that. */
export interface ServiceEntry {
  readonly template: ServiceTemplate;
  create?(machine: Machine): LocalService;
}

/** What runs here, in the order in which it starts; it stops in reverse. A new service is a line of this list. */
export const SERVICES: readonly ServiceEntry[] = [
  { template: WITHOUT_A_SERVICE },
  { template: CLOUDWATCH, create: machine => new CloudWatch({ ...machine, ...machine.deployed }) },
  { template: LOGS, create: machine => new Logs({ ...machine, ...machine.deployed }) },
  { template: DYNAMODB, create: createDynamoDb },
  {
    template: ROUTE53,
    create: machine => {
      const alarmState = (region: string, name: string) =>
        machine.isRunning(region) ? machine.service(CloudWatch).alarmState(region, name) : 'INSUFFICIENT_DATA';
      return new Route53({ ...machine, ...machine.deployed, latencies: machine.options.latencies, alarmState });
    },
  },
  { template: IAM, create: machine => new Iam({ ...machine.options, ...machine, ...machine.deployed }) },
  { template: SQS, create: machine => new Sqs({ ...machine, ...machine.deployed }) },
  {
    template: CODE_DEPLOY,
    create: machine => {
      const isRaised = (region: string, alarm: string) => machine.service(CloudWatch).isRaised(region, alarm);
      return new CodeDeploy({ ...machine, ...machine.deployed, isRaised });
    },
  },
  { template: LAMBDA, create: createLambda },
  { template: COGNITO, create: machine => new TokenIssuers({ ...machine.options, ...machine, issuers: issuersOf(machine.deployed) }) },
  {
    template: EVENT_SOURCES,
    create: createEventSources,
  },
  {
    template: API_GATEWAY,
    create: machine => {
      const [lambda, iam] = [machine.service(LambdaService), machine.service(Iam)];
      return new ApiGateway({
        ...machine.options,
        ...machine,
        ...machine.deployed,
        invokeIn: functionInvoker(lambda, iam),
        backendsIn: gatewayBackends({ ...machine.options, ...machine, ...machine.deployed, lambda, iam }),
        keysOf: issuer => machine.service(TokenIssuers).keysOf(issuer),
        identify: callerIdentifier(iam),
      });
    },
  },
  { template: SECRETS_MANAGER, create: machine => new SecretsManager({ ...machine, ...machine.deployed, ...dataOf(machine) }) },
  { template: SSM, create: machine => new Ssm({ ...machine, ...machine.deployed }) },
  { template: SES, create: machine => new Ses({ ...machine, ...machine.deployed }) },
  { template: SNS, create: machine => new Sns({ ...machine, ...machine.deployed }) },
  { template: EVENTBRIDGE, create: machine => new EventBridge({ ...machine, ...machine.deployed }) },
  { template: SCHEDULER, create: machine => new Scheduler({ ...machine, ...machine.deployed }) },
  { template: FIS, create: machine => new Fis({ ...machine, ...machine.deployed }) },
  { template: CLOUDFORMATION, create: machine => new CloudFormation({ ...machine, ...machine.deployed }) },
];

function createDynamoDb(machine: Machine): DynamoDb {
  const dynamoDb = new DynamoDb({ ...machine, ...machine.deployed, ...dataOf(machine), links: linksOf(machine.faults, machine.isRunning) });
  machine.faults.onChange(() => dynamoDb.replication.linksChanged());
  return dynamoDb;
}

function createLambda(machine: Machine): LambdaService {
  const { lostRegions } = machine;
  const lambda = new LambdaService({
    ...machine.options,
    ...machine,
    ...machine.deployed,
    awsEndpoint: machine.awsUrl,
    keepLine: functionLogs(machine.log),
    credentialsOf: actor => machine.service(Iam).assumeRole(actor),
    around: invokeDespite(machine.faults, lostRegions),
    deployments: machine.service(CodeDeploy),
  });
  lostRegions.onLoss(region => lambda.interrupt(region));
  return lambda;
}

function createEventSources(machine: Machine): EventSources {
  const [sqs, dynamoDb, lambda] = [machine.service(Sqs), machine.service(DynamoDb), machine.service(LambdaService)];
  const isRunning = ({ region, eventSourceArn }: EventSourceMapping) => machine.isRunning(region) && !stoppedQueue(machine.faults, eventSourceArn);
  const sources = new EventSources({ ...machine, ...machine.deployed, sqs, dynamoDb, lambda, isRunning });
  machine.faults.onChange(() => sources.resume());
  return sources;
}

function dataOf({ appDirectory, options: { persist, seed, replicationLag = DEFAULT_REPLICATION_LAG_MS } }: Machine) {
  const resolved = (data?: string) => data === undefined ? undefined : path.resolve(appDirectory, data);
  return { persist: resolved(persist), seed: resolved(seed), replicationLag };
}

/** Makes the services of a list, each after those before it. */
export function createServices(entries: readonly ServiceEntry[], machine: Omit<Machine, MadeHere>): LocalService[] {
  const services: LocalService[] = [];
  const service = <T extends LocalService>(type: new (props: any) => T): T => services.find((other): other is T => other instanceof type)!;
  const isRunning = (region: string) => machine.lostRegions.isRunning(region);
  const measure: Measure = (metric, value) => {
    if (isRunning(metric.region)) service(CloudWatch).measure(metric, value);
  };
  const log: Log = line => service(Logs).log(line);
  const signedFor = (name: string) => services.find(({ signingNames }) => signingNames.includes(name));
  const endpoints = endpointsDespite(machine.faults, machine.options.endpoints, machine.awsUrl, () => service(LambdaService).renew());
  const options = { ...machine.options, endpoints };
  const deliver = deliverDespite(machine.faults, machine.lostRegions, deliverTo({ ...machine, log, service, signedFor }));
  for (const { create } of entries) {
    if (create) services.push(create({ ...machine, options, isRunning, service, measure, log, deliver }));
  }
  return services;
}
