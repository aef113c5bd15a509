import { Duration } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { TableChanges } from './background/changes/table-changes';
import { TableChangesProps } from './background/changes/table-changes-props';
import { ApiQueue } from './background/queues/api-queue';
import { ApiQueueProps, queueSettings, validateQueue } from './background/queues/api-queue-props';
import { GlobalSchedule } from './background/schedules/global-schedule';
import { GlobalScheduleProps } from './background/schedules/global-schedule-props';
import { ClaimsTable } from './background/schedules/runs';
import { CircuitBreaker, BREAKERS_ID, BREAKERS_TABLE } from './breakers/circuit-breaker';
import { CircuitBreakerProps } from './breakers/circuit-breaker-props';
import { Choices, validateChoices } from './choices';
import { pathPrefix, validateDomain, ZonedDomain } from './domain/api-domain';
import { zonedDomain } from './domain/zoned-domain';
import { ApiGateway } from './gateway/api-gateway';
import { DRAIN_SWITCH_ID, DRAIN_SWITCH_TABLE } from './health/drain-switch';
import { HealthCheck } from './health/health-check';
import { MultiRegionServerlessApiProps } from './multi-region-serverless-api-props';
import { DrillExperiments, DrillExperimentsOptions } from './operations/drill-experiments';
import { Operations } from './operations/operations';
import { OperationsOptions } from './operations/operations-options';
import { tellFacts } from './recorded/stack-facts';
import { RegionalApi } from './region/regional-api';
import { ApiStacks } from './regions/api-stacks';
import { RegionSet } from './regions/region-set';
import { Routing } from './routing/routing';
import { checkRules } from './rules/multi-region-rules';
import { GlobalSecret } from './secrets/global-secret';
import { GlobalSecretProps, validateSecret } from './secrets/global-secret-props';
import { isMarked, mark } from './synthesis/mark';
import { outputPrefix } from './synthesis/output';
import { refusal } from './synthesis/refusal';
import { GlobalTable } from './tables/global-table';
import { GlobalTableBase } from './tables/global-table-base';
import { GlobalTableProps } from './tables/global-table-props';
import { validateGlobalTable } from './tables/global-table-rules';
import { IdempotencyTable, idempotencyTableProps, IdempotencyTableProps } from './tables/idempotency-table';
import { GlobalTableAttributes, ImportedGlobalTable } from './tables/imported-global-table';
import { validateReplicaIdIsNew } from './tables/replicas';

/**
 * A serverless API in several AWS Regions behind one name: callers reach a healthy Region, by default the nearest one.
 *
 * Each Region gets a REST or HTTP API, a certificate, the shared and a regional domain name, a health check and its records
 * under the shared name. Regions do not depend on each other; only the definitions of global tables live in one of them.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html
 * @example
 * const shop = new MultiRegionServerlessApi(app, 'Shop', { regions: ['us-east-1', 'eu-west-1'], domain });
 * const orders = shop.addGlobalTable('Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
 * for (const region of shop.regionalApis) {
 *   const handler = new NodejsFunction(region, 'Orders', { entry: 'orders.ts', environment: { TABLE_NAME: orders.tableName } });
 *   orders.grantReadWriteData(handler);
 *   region.addRoute('POST', '/orders', handler);
 * }
 */
export class MultiRegionServerlessApi extends Construct {
  /** The API in each Region, in the order of `regions`. */
  readonly regionalApis: RegionalApi[];

  /** The URL that all Regions share, with the `basePath` if there is one, e.g. `https://hello.example.com`. */
  readonly url: string;

  private readonly regions: RegionSet;
  private readonly stacks: ApiStacks;
  private readonly domain: ZonedDomain;
  private readonly props: MultiRegionServerlessApiProps;
  private operations?: Operations;
  private drainSwitch?: GlobalTable;
  private breakersTable?: GlobalTable;
  private readonly claimsTables = new Map<string, { readonly table: GlobalTable; readonly witness?: string }>();

  constructor(scope: Construct, id: string, props: MultiRegionServerlessApiProps) {
    super(scope, id);
    validateProps(props);
    mark(this, MARK);
    this.props = props;
    this.regions = new RegionSet(props.regions, props.primaryRegion);
    this.stacks = new ApiStacks(this, this.regions, props);
    this.domain = zonedDomain(props.domain, this.stacks.account);
    validateDomain(this.domain, this.regions.names);
    this.validateDomainIsNew();
    const choices = {
      gateway: props.gateway ?? ApiGateway.rest(),
      routing: props.routing ?? Routing.latency(),
      health: props.health ?? HealthCheck.deep(),
    };
    choices.routing._validate(this.regions);
    validateChoices({ ...props, ...choices, domain: this.domain });

    this.url = `https://${this.domain.domainName}${pathPrefix(this.domain)}`;
    this.regionalApis = this.regions.names.map(region => this.createRegionalApi(region, choices));
    this.stacks.orderRegions();
    if (props.drain) {
      this.addDrainSwitch();
    }
    checkRules({
      construct: this,
      name: this.stacks.name,
      regionalApis: this.regionalApis,
      health: choices.health,
      throttle: choices.gateway._throttle,
      operations: () => this.operations,
      throttleQuotaOf: region => this.operations?._raisedQuotaOf(region),
    });
  }

  /**
   * About how long callers see errors when a Region fails: interval × failure threshold + the record's TTL of 60 seconds.
   *
   * A Region that hangs rather than fails takes up to 6 seconds more a request of the checkers. With `HealthCheck.alarms()`
   * it is the time that the slowest alarm evaluates + the TTL; CloudWatch may have its metrics a minute or two later.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-latency-alias.html
   */
  get failoverTime(): Duration {
    return Duration.seconds(Math.max(...this.regionalApis.map(regionalApi => regionalApi._failoverTime.toSeconds())));
  }

  /** The API in one Region, by the Region's name. */
  inRegion(region: string): RegionalApi {
    const found = this.regionalApis.find(regionalApi => regionalApi.region === region);
    if (!found) {
      throw refusal(`\`region\` must be one of ${this.regions.names.join(', ')}`, region);
    }
    return found;
  }

  /**
   * Adds a DynamoDB global table with a replica in every Region.
   *
   * It is created with all of its replicas at once;
   * afterwards a deployment can add or remove one, and one index. Run `npx multi-region record` after a deployment, which keeps
   * what is deployed in `cdk.context.json`, and synthesis refuses what the next deployment would fail on.
   */
  addGlobalTable(id: string, props: GlobalTableProps): GlobalTable {
    return this.createGlobalTable(id, props);
  }

  /**
   * Refers to a global table that exists, or that is defined elsewhere, with a replica in every Region of the API.
   *
   * No table is made or changed: handlers get its name and grants on it, and `HealthCheck.deep()` reads it if
   * `partitionKey` is given.
   *
   * @example
   * const customers = api.importGlobalTable('Customers', {
   *   tableName: 'crm-customers',
   *   partitionKey: { name: 'id', type: AttributeType.STRING },
   * });
   * for (const region of api.regionalApis) {
   *   const handler = new NodejsFunction(region, 'Orders', { entry: 'orders.ts', environment: { TABLE_NAME: customers.tableName } });
   *   customers.grantReadData(handler);
   *   region.addRoute('POST', '/orders', handler);
   * }
   */
  importGlobalTable(id: string, attrs: GlobalTableAttributes): GlobalTableBase {
    return new ImportedGlobalTable(this, id, this.regionalApis, attrs);
  }

  /**
   * Adds a global table by which handlers do once what callers ask for twice, also after a failover between the two.
   *
   * It is a global table as those of `addGlobalTable()`, of the form that Powertools for AWS Lambda has; give it to handlers with its `grant()`.
   */
  addIdempotencyTable(id: string, props: IdempotencyTableProps): IdempotencyTable {
    return IdempotencyTable._create(this.createGlobalTable(id, idempotencyTableProps(props)));
  }

  /**
   * Adds a secret with a replica in every Region, under one literal name.
   *
   * It is in a stack of its own, `<API>-Secrets` in the primary Region, which is deployed before the Regions. Before a Region is removed, destroy its stack:
   * its replica goes with the next deployment.
   *
   * @param id of letters, digits and `/_+=.@-`; behind that of the API it is the name of the secret, e.g. `Shop/Twilio`
   */
  addSecret(id: string, props: GlobalSecretProps = {}): GlobalSecret {
    const secretName = props.secretName ?? `${this.stacks.name}/${id}`;
    validateSecret(secretName, props, this.regions.names);
    const stack = this.stacks.secrets();
    tellFacts(stack);
    return GlobalSecret._create(stack, id, { homes: this.regionalApis, secretName, keysStack: region => this.stacks.keys(region, stack) }, props);
  }

  /**
   * Adds a schedule in every Region; `runs` says how often it runs in all of them together.
   *
   * Give it a handler of each Region with `invoke()`.
   *
   * @param id of letters, digits, `_` and `-`; with the id of the API it is the name of the schedule, of at most 64 characters
   */
  addSchedule(id: string, props: GlobalScheduleProps): GlobalSchedule {
    return GlobalSchedule._create(this, id, {
      apiName: this.stacks.name,
      homes: this.regionalApis,
      primary: this.regions.primary,
      drainSwitch: this.drainSwitch,
      claims: () => props.runs._claims && this.claimsTable(props.runs._claims),
    }, props);
  }

  /**
   * Has functions handle the changes of a global table, one in each Region, which reads the stream of the replica beside it.
   *
   * Give it a handler of each Region with `invoke()`.
   *
   * @param id of letters, digits, "_" and "-", once in an API; the queue of changes that were given up is called after it, e.g. `Shop-WelcomeChanges-FailedEvents`
   */
  addTableChanges(id: string, props: TableChangesProps): TableChanges {
    return TableChanges._create(this, id, this.regionalApis, props);
  }

  /**
   * Adds a queue in every Region, and a dead-letter queue beside it. Both have names that are literals, `<API>-<id>` and
   * `<API>-<id>-DeadLetters`, refuse what does not come by TLS, and go with the app, messages included.
   *
   * Messages of a Region that is lost wait there until it is back: what may not wait goes through a global table.
   *
   * @param id of letters, digits, "_" and "-", once in an API
   */
  addQueue(id: string, props: ApiQueueProps = {}): ApiQueue {
    const settings = queueSettings(this.stacks.name, id, props);
    validateQueue(settings, this.regions.names, this.props.drain !== undefined);
    return ApiQueue._create(this, id, this.regionalApis, settings);
  }

  /**
   * Adds a circuit breaker for a service that functions call: let those use it by its `grant()`. `opens` says what it does when calls fail in a row.
   *
   * @param id of letters, digits and "_", by which handlers name it: `circuitBreaker('Stripe')`
   * @see https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/circuit-breaker.html
   */
  addCircuitBreaker(id: string, props: CircuitBreakerProps): CircuitBreaker {
    return CircuitBreaker._create(this, id, {
      apiName: this.stacks.name,
      regionalApis: this.regionalApis,
      table: () => this.breakersTable ??= this.createGlobalTable(BREAKERS_ID, BREAKERS_TABLE, false),
    }, props);
  }

  /**
   * Adds alarms and a topic in every Region, and one dashboard over all of them in a stack of its own, `<API>-Operations` in us-east-1.
   *
   * Tables and routes that are added later are watched, too. With `ApiGateway.http()` it needs `accessLogs`. us-east-1 must be bootstrapped
   * for the CDK (`cdk bootstrap aws://<account>/us-east-1`), also where the API has no Region there; outside the partition `aws` the stack is in
   * the first of `regions`. Alarms, the dashboard and the metrics that are counted in logs are charged by the month.
   *
   * @see https://aws.amazon.com/cloudwatch/pricing/
   */
  addOperations(options: OperationsOptions = {}): Operations {
    if (this.operations) {
      throw refusal('`addOperations()` must be called once', this.operations.node.path);
    }
    this.operations = Operations._create({
      apiName: this.stacks.name,
      url: this.url,
      regionalApis: this.regionalApis,
      failoverTime: () => this.failoverTime,
      createStack: region => this.stacks.operations(region),
    }, options);
    return this.operations;
  }

  /**
   * Adds an experiment of AWS FIS in every Region, which drills start: it pauses the replication of the API's tables to and from the Region, those that are added
   * later included. Costs nothing but while it runs.
   *
   * @see https://aws.amazon.com/fis/pricing/
   */
  addDrillExperiments(options: DrillExperimentsOptions = {}): DrillExperiments {
    return DrillExperiments._create(this, this.stacks.name, this.regionalApis, options);
  }

  private createGlobalTable(id: string, props: GlobalTableProps, isProbed: boolean = true): GlobalTable {
    const { tableName = `${this.stacks.name}-${id}` } = props;
    const regions = [this.regions.primary, ...this.regions.names.filter(region => region !== this.regions.primary)];
    validateGlobalTable({ id, tableName, regions, anyStack: this.regionalApis[0].stack }, props);
    this.validateTableIsNew(id, tableName);
    const stack = this.stacks.tables();
    tellFacts(stack);
    return GlobalTable._create(stack, id, {
      homes: this.regionalApis,
      tableName,
      isProbed,
      keysStack: region => this.stacks.keys(region, stack),
    }, props);
  }

  /** The schedules share it: the first that needs it makes it. */
  private claimsTable({ id, props }: ClaimsTable): GlobalTable {
    const { witnessRegion: witness } = props.consistency?._render() ?? {};
    const made = this.claimsTables.get(id) ?? { table: this.createGlobalTable(id, props, false), witness };
    if (made.witness !== witness) {
      throw refusal('`witness` must be the same for all schedules of an API, which share a table', [made.witness, witness]);
    }
    this.claimsTables.set(id, made);
    return made.table;
  }

  /** Each Region's health function reads the switch for its peers; a broken switch makes no Region unhealthy. */
  private addDrainSwitch() {
    const table = this.drainSwitch = this.createGlobalTable(DRAIN_SWITCH_ID, DRAIN_SWITCH_TABLE, false);
    this.regionalApis.forEach(regionalApi => regionalApi._addDrainSwitch(table.replica(regionalApi.region)));
  }

  private createRegionalApi(region: string, choices: Choices): RegionalApi {
    const regionalApi = RegionalApi._create(this.stacks.regional(region), this.node.id, {
      apiName: this.stacks.name,
      region,
      ring: this.regions.names,
      domain: this.domain,
      standby: this.props.standby,
      ...choices,
    });
    this.stacks.addTags(regionalApi);
    return regionalApi;
  }

  private validateDomainIsNew() {
    const { domainName } = this.domain;
    const others = this.node.root.node.findAll().filter(isApi).filter(api => api !== this);
    if (others.some(other => other.props.domain.domainName === domainName)) {
      throw refusal('`domain.domainName` must be of one API in an app, for AWS has it once in a Region, whatever the account', domainName);
    }
  }

  private validateTableIsNew(id: string, tableName: string) {
    const tables = this.node.root.node.findAll().filter(GlobalTable._isGlobalTable);
    if (tables.some(table => table.tableName === tableName)) {
      throw refusal('Tables of one app must have different names', tableName);
    }
    if (tables.some(table => table.node.scopes.includes(this) && outputPrefix(table.node.id) === outputPrefix(id))) {
      throw refusal('Tables of one API must have ids that differ in letters and digits', id);
    }
    validateReplicaIdIsNew(id, this.regionalApis);
  }
}

const MARK = 'MultiRegionServerlessApi';

/** In plain JavaScript they may be missing. */
function validateProps(props: unknown) {
  if (typeof props !== 'object' || props === null) {
    throw refusal('`props` must be an object with `regions` and a `domain`', props);
  }
}

function isApi(construct: IConstruct): construct is MultiRegionServerlessApi {
  return isMarked(construct, MARK);
}
