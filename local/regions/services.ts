import { DEFAULT_REPLICATION_LAG_MS, LocalRegionsOptions } from './local-regions-options';
import { API_GATEWAY } from '../cloudformation/api-gateway/template';
import { Deployed } from '../cloudformation/deployed';
import { DYNAMODB } from '../cloudformation/dynamodb/template';
import { LAMBDA } from '../cloudformation/lambda/template';
import { ROUTE53 } from '../cloudformation/route53/template';
import { ServiceTemplate } from '../cloudformation/service-template';
import { WITHOUT_A_SERVICE } from '../cloudformation/without-a-service';
import { functionInvoker } from '../connections/function-invoker';
import { Clock } from '../machine/clock';
import { Journal } from '../machine/journal';
import { LocalService } from '../machine/local-service';
import { ApiGateway } from '../services/api-gateway/api-gateway';
import { DynamoDb } from '../services/dynamodb/dynamodb';
import { LambdaService } from '../services/lambda/lambda-service';
import { Route53 } from '../services/route53/route53';

/** What a service gets to run with. */
export interface Machine {
  readonly deployed: Deployed;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly random: () => number;
  /** Where AWS clients find all services. */
  readonly awsUrl: string;
  readonly appDirectory: string;
  readonly options: LocalRegionsOptions;
  /** A service that comes before in the list. */
  service<T extends LocalService>(type: new (props: any) => T): T;
}

/** A service: what it reads of templates, and how it is made of that. */
export interface ServiceEntry {
  readonly template: ServiceTemplate;
  create?(machine: Machine): LocalService;
}

/** What runs here, in the order in which it starts; it stops in reverse. A new service is a line of this list. */
export const SERVICES: readonly ServiceEntry[] = [
  { template: WITHOUT_A_SERVICE },
  { template: DYNAMODB, create: machine => new DynamoDb({ ...machine, ...machine.deployed, replicationLag: lagOf(machine.options) }) },
  { template: ROUTE53, create: machine => new Route53({ ...machine, ...machine.deployed, latencies: machine.options.latencies }) },
  { template: LAMBDA, create: machine => new LambdaService({ ...machine.options, ...machine, ...machine.deployed, awsEndpoint: machine.awsUrl }) },
  {
    template: API_GATEWAY,
    create: machine => new ApiGateway({ ...machine, ...machine.deployed, invokeIn: functionInvoker(machine.service(LambdaService)) }),
  },
];

function lagOf({ replicationLag = DEFAULT_REPLICATION_LAG_MS }: LocalRegionsOptions): number {
  return replicationLag;
}

/** Makes the services of a list, each after those before it. */
export function createServices(entries: readonly ServiceEntry[], machine: Omit<Machine, 'service'>): LocalService[] {
  const services: LocalService[] = [];
  const service = <T extends LocalService>(type: new (props: any) => T): T => services.find((other): other is T => other instanceof type)!;
  for (const { create } of entries) {
    if (create) services.push(create({ ...machine, service }));
  }
  return services;
}
