import { API_GATEWAY } from '../../cloudformation/api-gateway/template';
import { appResources } from '../../cloudformation/app-resources';
import { AssembledStack } from '../../cloudformation/assembly';
import { CLOUDFORMATION } from '../../cloudformation/cloudformation/template';
import { CLOUDWATCH } from '../../cloudformation/cloudwatch/template';
import { DYNAMODB } from '../../cloudformation/dynamodb/template';
import { FIS } from '../../cloudformation/fis/template';
import { LAMBDA } from '../../cloudformation/lambda/template';
import { ROUTE53 } from '../../cloudformation/route53/template';
import { ServiceTemplate } from '../../cloudformation/service-template';
import { WITHOUT_A_SERVICE } from '../../cloudformation/without-a-service';
import { DrainSwitch, readDrainSwitches, SwitchedRegion } from '../../drain/drain-switch';
import { ExperimentTemplate } from '../../faults/experiment-template';
import { HealthCheckDefinition, watchesEndpoint } from '../../services/route53/health-check-definition';
import { HostedRecords } from '../../services/route53/hosted-records';
import { RecordPaths } from '../../services/route53/record-paths';
import { ALIAS_TTL_SECONDS } from '../../services/route53/router';

const TEMPLATES: readonly ServiceTemplate[] = [WITHOUT_A_SERVICE, CLOUDWATCH, LAMBDA, ROUTE53, DYNAMODB, API_GATEWAY, FIS, CLOUDFORMATION];

/** What guards a Region's record under a name. */
export interface Guard extends SwitchedRegion {
  /** The health check that the record has. */
  readonly id: string;
  readonly name?: string;
}

export interface Experiment extends ExperimentTemplate {
  /** What AWS calls it. */
  readonly templateId: string;
}

/** What the outputs of a stack have; nothing where that is not known. */
export type OutputsOf = (stack: { readonly region: string; readonly name: string }) => Readonly<Record<string, string>> | undefined;

/** An app as it is deployed: the literals of its templates, and the ids that the outputs of its stacks have. */
export class DeployedApp {
  readonly regions: readonly string[];
  /** The Regions of the replicas, by the table's name. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** The names that lead to several Regions. */
  readonly hosts: readonly string[];
  readonly experiments: readonly Experiment[];
  private readonly checks: ReadonlyMap<string, HealthCheckDefinition>;
  private readonly switches: readonly DrainSwitch[];
  private readonly paths: RecordPaths;
  /** What AWS calls a resource, by what it is called where nothing is known of AWS. */
  private readonly ids: ReadonlyMap<string, string>;

  constructor(readonly stacks: AssembledStack[], outputsOf: OutputsOf) {
    const resources = appResources(stacks, TEMPLATES);
    // Nothing inline is run.
    const read = <T extends object>({ define }: ServiceTemplate<T>): T[] => resources.map(stack => define!(stack, { inlineCodeDirectory: '' }));
    const regional = read(API_GATEWAY).flatMap(({ domainNames }) => domainNames);
    const dns = read(ROUTE53);
    const regionOf = new Map(regional.map(({ regionalDomainName, region }) => [regionalDomainName, region]));
    this.paths = new RecordPaths(new HostedRecords(dns.flatMap(({ recordSets }) => recordSets)), target => regionOf.get(target));
    this.checks = new Map(dns.flatMap(({ healthChecks }) => healthChecks).map(check => [check.id, check]));
    this.hosts = this.paths.shared.filter(name => regional.some(({ domainName }) => domainName === name));
    this.regions = [...new Set(regional.map(({ region }) => region))];
    this.tables = Object.fromEntries(read(DYNAMODB).flatMap(({ tables }) => tables).map(({ tableName, regions }) => [tableName, regions]));
    this.switches = readDrainSwitches(stacks);
    this.ids = new Map(read(CLOUDFORMATION).flatMap(({ stacks: told }) => told).flatMap(stack => {
      const outputs = outputsOf(stack) ?? {};
      return Object.entries(stack.outputs).flatMap(([name, value]) => outputs[name] === undefined ? [] : [[value, outputs[name]] as const]);
    }));
    this.experiments = read(FIS).flatMap(({ experimentTemplates }) => experimentTemplates).flatMap(template => {
      const templateId = this.ids.get(template.id);
      return templateId === undefined ? [] : [{ ...template, templateId }];
    });
  }

  /** What guards the records of a name, a Region each. */
  guards(host: string): Guard[] {
    return this.regions.flatMap(region => {
      const checkId = this.paths.healthCheckId(host, region);
      const check = checkId === undefined ? undefined : this.checks.get(checkId);
      const endpoint = check && this.endpointOf(check);
      if (!check || !endpoint) return [];
      const healthUrl = urlOf(endpoint);
      const peers = this.drainSwitch(host)?.regions.find(switched => switched.healthUrl === healthUrl)?.peers ?? [];
      return [{ region, id: this.ids.get(check.id) ?? '', name: check.name, healthUrl, peers, failoverTime: this.detection(check) + ALIAS_TTL_SECONDS }];
    });
  }

  /** The switch that is asked about the Regions of a name. */
  drainSwitch(host: string): DrainSwitch | undefined {
    const checked = this.regions.flatMap(region => {
      const check = this.checks.get(this.paths.healthCheckId(host, region) ?? '');
      const endpoint = check && this.endpointOf(check);
      return endpoint ? [urlOf(endpoint)] : [];
    });
    return this.switches.find(({ regions }) => regions.some(({ healthUrl }) => checked.includes(healthUrl)));
  }

  /** The check of the Region's own endpoint: itself, or the first of its children that is no question about peers. */
  private endpointOf(check: HealthCheckDefinition): HealthCheckDefinition | undefined {
    if (watchesEndpoint(check.type)) return check.inverted || check.fullyQualifiedDomainName === undefined ? undefined : check;
    return (check.childHealthChecks ?? []).flatMap(id => this.endpointOf(this.checks.get(id)!) ?? [])[0];
  }

  private detection({ type, requestInterval, failureThreshold, childHealthChecks = [] }: HealthCheckDefinition): number {
    if (watchesEndpoint(type)) return requestInterval * failureThreshold;
    return Math.max(0, ...childHealthChecks.map(id => this.detection(this.checks.get(id)!)));
  }
}

function urlOf({ type, fullyQualifiedDomainName: host, resourcePath = '/' }: HealthCheckDefinition): string {
  return `${type.startsWith('HTTPS') ? 'https' : 'http'}://${host}${resourcePath}`;
}
