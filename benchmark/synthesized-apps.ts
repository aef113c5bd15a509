import * as path from 'path';
import { App, Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  BasePathMapping, CfnDomainName, CfnStage, DomainName, EndpointType, IpAddressType, LambdaIntegration, RestApi, SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ApplicationLogLevel, Code, Function, LoggingFormat, Runtime, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnHealthCheck, CfnRecordSet, HostedZone } from 'aws-cdk-lib/aws-route53';
import { MultiRegionServerlessApi } from '../src';

/** What both apps are about. */
export interface AppSize {
  readonly regions: string[];
  readonly routes: number;
}

const NAME = 'HitCounter';
const SHARED_NAME = 'hello.example.com';
const HOSTED_ZONE_ID = 'Z0123456789EXAMPLE';
const ZONE_NAME = 'example.com';
const TABLE_NAME = `${NAME}-Hits`;
const PARTITION_KEY = { name: 'ipAddress', type: AttributeType.STRING };

function pathOf(route: number): string {
  return route === 0 ? '/hello' : `/hello-${route}`;
}

function aHandler(scope: ConstructorParameters<typeof Function>[0]): Function {
  return new Function(scope, 'Hello', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
    environment: { HITS_TABLE_NAME: TABLE_NAME },
  });
}

/** The API as this library's users write it. */
export function withTheConstruct({ regions, routes }: AppSize): App {
  const app = new App({ analyticsReporting: false });
  const api = new MultiRegionServerlessApi(app, NAME, {
    regions,
    domain: { domainName: SHARED_NAME, hostedZoneId: HOSTED_ZONE_ID, zoneName: ZONE_NAME },
  });
  const hits = api.addGlobalTable('Hits', { partitionKey: PARTITION_KEY });
  for (const region of api.regionalApis) {
    const hello = aHandler(region);
    hits.grant(hello, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    for (let route = 0; route < routes; route++) region.addRoute('GET', pathOf(route), hello);
  }
  return app;
}

/** The same resources, as a CDK engineer writes them without it. */
export function byHand({ regions, routes }: AppSize): App {
  const app = new App({ analyticsReporting: false });
  const [primary, ...others] = regions;
  const tables = new Stack(app, `${NAME}-Tables`, { env: { region: primary } });
  new TableV2(tables, 'Table', {
    tableName: TABLE_NAME,
    partitionKey: PARTITION_KEY,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    replicas: others.map(region => ({ region })),
  });
  for (const region of regions) {
    new RegionByHand(app, region, routes).addStackDependency(tables);
  }
  return app;
}

class RegionByHand extends Stack {
  constructor(app: App, private readonly name: string, routes: number) {
    super(app, `${NAME}-${name}`, { env: { region: name } });
    const restApi = new RestApi(this, 'RestApi', {
      restApiName: NAME,
      endpointConfiguration: { types: [EndpointType.REGIONAL], ipAddressType: IpAddressType.DUAL_STACK },
      disableExecuteApiEndpoint: true,
      cloudWatchRole: false,
    });
    restApi.node.tryRemoveChild('Endpoint');
    this.addRoutes(restApi, aHandler(this), routes);
    this.addHealthRoute(restApi);

    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: HOSTED_ZONE_ID, zoneName: ZONE_NAME });
    const ownName = `${name}.${SHARED_NAME}`;
    const certificate = new Certificate(this, 'Certificate', {
      domainName: SHARED_NAME, subjectAlternativeNames: [ownName], validation: CertificateValidation.fromDns(zone),
    });
    const shared = this.addDomainName('Shared', SHARED_NAME, certificate, restApi);
    const regional = this.addDomainName('Regional', ownName, certificate, restApi);
    regional.node.addDependency(shared);

    const check = new CfnHealthCheck(this, 'HealthCheck', {
      healthCheckConfig: {
        type: 'HTTPS',
        fullyQualifiedDomainName: ownName,
        port: 443,
        resourcePath: '/health',
        enableSni: true,
        requestInterval: 30,
        failureThreshold: 3,
      },
      healthCheckTags: [{ key: 'Name', value: `${NAME}-${name}` }],
    });
    check.node.addDependency(regional);
    const stage = restApi.deploymentStage.node.defaultChild as CfnStage;
    for (const type of ['A', 'AAAA']) {
      this.addRecord(`Regional${type}`, type, `${ownName}.`, regional).node.addDependency(regional, shared, stage);
      const record = this.addRecord(`Latency${type}`, type, `${SHARED_NAME}.`, shared);
      record.setIdentifier = name;
      record.region = name;
      record.healthCheckId = check.attrHealthCheckId;
      record.node.addDependency(regional, shared, stage);
    }
  }

  private addRoutes(restApi: RestApi, hello: Function, routes: number) {
    hello.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [this.tableArn] }));
    const integration = new LambdaIntegration(hello, { allowTestInvoke: false });
    for (let route = 0; route < routes; route++) restApi.root.resourceForPath(pathOf(route)).addMethod('GET', integration);
  }

  private addHealthRoute(restApi: RestApi) {
    const logGroup = new LogGroup(this, 'HealthLogs', { retention: RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY });
    const role = new Role(this, 'HealthRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const health = new Function(this, 'Health', {
      code: Code.fromAsset(path.join(__dirname, '..', 'assets', 'health-probe')),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      memorySize: 256,
      timeout: Duration.seconds(2),
      environment: {
        REPLICAS: JSON.stringify([{ table: TABLE_NAME, key: { ipAddress: { S: 'health-probe' } } }]),
        DYNAMODB_ENDPOINT: `https://dynamodb.${Aws.REGION}.${Aws.URL_SUFFIX}`,
      },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.WARN,
    });
    health.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [this.tableArn] }));
    restApi.root.resourceForPath('/health').addMethod('GET', new LambdaIntegration(health, { allowTestInvoke: false }));
  }

  private addDomainName(id: string, domainName: string, certificate: Certificate, restApi: RestApi): DomainName {
    const created = new DomainName(this, id, {
      domainName,
      certificate,
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    (created.node.defaultChild as CfnDomainName).addPropertyOverride('EndpointConfiguration.IpAddressType', 'dualstack');
    new BasePathMapping(created, 'Mapping', { domainName: created, restApi });
    return created;
  }

  private addRecord(id: string, type: string, name: string, target: DomainName): CfnRecordSet {
    return new CfnRecordSet(this, id, {
      type,
      name,
      hostedZoneId: HOSTED_ZONE_ID,
      aliasTarget: { dnsName: target.domainNameAliasDomainName, hostedZoneId: target.domainNameAliasHostedZoneId, evaluateTargetHealth: false },
    });
  }

  private get tableArn(): string {
    return this.formatArn({ service: 'dynamodb', region: this.name, resource: 'table', resourceName: TABLE_NAME });
  }
}
