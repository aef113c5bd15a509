import { readDomainNames } from './api-gateway/domain-names';
import { readHttpApis } from './api-gateway/http-apis';
import { readRestApis } from './api-gateway/rest-apis';
import { AssembledStack } from './assembly';
import { readTables } from './dynamodb/tables';
import { readFunctions } from './lambda/functions';
import { findReferred } from './referred';
import { readHealthChecks, readHostedZones, readRecordSets } from './route53/dns';
import { StackResources } from './stack-resources';
import { findUnsupported, Unsupported } from './unsupported';
import { DomainNameDefinition } from '../services/api-gateway/domain-name-definition';
import { HttpApiDefinition } from '../services/api-gateway/http-api/http-api-definition';
import { RestApiDefinition } from '../services/api-gateway/rest-api/rest-api-definition';
import { TableDefinition } from '../services/dynamodb/table-definition';
import { FunctionDefinition } from '../services/lambda/function-definition';
import { HealthCheckDefinition } from '../services/route53/health-check-definition';
import { HostedZone, RecordSet } from '../services/route53/record-set';

/** All that the stacks of an assembly would create and that this machine can run. */
export interface Deployed {
  /** In the order of the stacks that have an API, then of the replicas. */
  readonly regions: string[];
  readonly accountId: string;
  readonly functions: FunctionDefinition[];
  readonly restApis: RestApiDefinition[];
  readonly httpApis: HttpApiDefinition[];
  readonly domainNames: DomainNameDefinition[];
  readonly tables: TableDefinition[];
  readonly recordSets: RecordSet[];
  readonly hostedZones: HostedZone[];
  readonly healthChecks: HealthCheckDefinition[];
  /** What is in the templates and not here. */
  readonly unsupported: Unsupported[];
}

export function readDeployed(stacks: AssembledStack[], inlineCodeDirectory: string): Deployed {
  const resources = stacks.map(stack => new StackResources(stack));
  const tables = resources.flatMap(readTables);
  const apis = resources.map(stack => ({ rest: readRestApis(stack), http: readHttpApis(stack) }));
  const apiRegions = apis.flatMap(({ rest, http }) => [...rest, ...http]).map(({ region }) => region);
  if (apiRegions.length === 0 && tables.length === 0) {
    throw new Error('The app has neither an API nor a table: there is nothing to run');
  }
  const deployed = {
    regions: distinct([
      ...apiRegions,
      ...tables.flatMap(table => table.regions),
      ...stacks.map(stack => stack.region),
    ]),
    accountId: stacks[0].accountId,
    functions: resources.flatMap(stack => readFunctions(stack, inlineCodeDirectory)),
    restApis: apis.flatMap(({ rest }) => rest),
    httpApis: apis.flatMap(({ http }) => http),
    domainNames: resources.flatMap(readDomainNames),
    tables,
    recordSets: resources.flatMap(readRecordSets),
    hostedZones: resources.flatMap(readHostedZones),
    healthChecks: resources.flatMap(readHealthChecks),
  };
  return { ...deployed, unsupported: [...resources.flatMap(findUnsupported), ...findReferred(resources, deployed)] };
}

function distinct(regions: string[]): string[] {
  return [...new Set(regions)];
}
