import { ArnFormat, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnExperimentTemplate } from 'aws-cdk-lib/aws-fis';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { RegionalApi } from '../region/regional-api';
import { addOutput } from '../synthesis/output';
import { refusal } from '../synthesis/refusal';

/** How long replication is paused, at the longest: until the drill goes on. */
const DEFAULT_PAUSE = Duration.minutes(10);
/** FIS's quota of actions in a template; each table has one. */
const MAX_TABLES = 20;

/** What drills may start on AWS. */
export interface DrillExperimentsOptions {
  /**
   * When a pause of replication ends by itself, whatever becomes of the drill: between one minute and twelve hours, in whole minutes. The pause begins up to
   * five minutes after the experiment does.
   *
   * @default Duration.minutes(10)
   */
  readonly pauseDuration?: Duration;
}

/** What an API has in a Region for its drills. */
interface RegionalExperiment {
  readonly region: string;
  readonly alarms: IAlarm[];
}

/**
 * Experiments of AWS FIS that drills start (`npx multi-region drill <file> --target aws`), a template in each Region: it pauses the replication of the API's
 * tables to and from the Region. Its role may change the resource policies of those tables in the Region, which is how FIS does it, and nothing else.
 *
 * Tables with strong consistency are left out. An experiment is charged by the minute of each action, and there is none until somebody starts one.
 *
 * Made by `api.addDrillExperiments()`.
 *
 * @see https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#dynamodb-actions-reference
 * @example
 * api.addGlobalTable('Hits', { partitionKey: { name: 'ipAddress', type: AttributeType.STRING } });
 * const experiments = api.addDrillExperiments({ pauseDuration: Duration.minutes(5) });
 * const operations = api.addOperations();
 * for (const region of api.regionalApis) {
 *   experiments.stopOn(operations.alarms(region.region)[0]);
 * }
 */
export class DrillExperiments extends Construct {
  /** @internal */
  static _create(
    scope: Construct, apiName: string, regions: readonly RegionalApi[], { pauseDuration = DEFAULT_PAUSE }: DrillExperimentsOptions,
  ): DrillExperiments {
    const minutes = Token.isUnresolved(pauseDuration) ? NaN : pauseDuration.toMinutes({ integral: false });
    if (!(Number.isInteger(minutes) && minutes >= 1 && minutes <= 720)) {
      throw refusal('`pauseDuration` must be between 1 and 720 whole minutes', minutes);
    }
    return new DrillExperiments(scope, apiName, regions, minutes);
  }

  private readonly regional: readonly RegionalExperiment[];

  private constructor(scope: Construct, private readonly apiName: string, regions: readonly RegionalApi[], minutes: number) {
    super(scope, 'DrillExperiments');
    this.regional = regions.map(region => this.createPause(region, minutes));
  }

  /** Has an alarm, of a Region's stack, end the experiment of that Region while it is raised. */
  stopOn(alarm: IAlarm) {
    const { region } = Stack.of(alarm);
    const found = this.regional.find(one => one.region === region);
    if (!found) throw refusal(`\`alarm\` must be in one of ${this.regional.map(one => one.region).join(', ')}`, region);
    found.alarms.push(alarm);
  }

  private createPause(regionalApi: RegionalApi, minutes: number): RegionalExperiment {
    const { region } = regionalApi;
    const stack = Stack.of(regionalApi);
    const scope = new Construct(regionalApi, 'DrillExperiments');
    const names: string[] = [];
    const alarms: IAlarm[] = [];
    regionalApi._laggingTables.observe(table => names.push(table.tableName));
    const arnOf = (name: string) => stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: name, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
    const each = <T>(make: (name: string) => T) => Lazy.any({ produce: () => Object.fromEntries(names.map((name, i) => [`Table${i + 1}`, make(name)])) });

    const role = new Role(scope, 'Role', {
      description: `Pauses the replication of ${this.apiName}'s tables in ${region}, for drills`,
      assumedBy: new ServicePrincipal('fis.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    });
    role.addToPolicy(new PolicyStatement({
      actions: ['dynamodb:DescribeTable', 'dynamodb:GetResourcePolicy', 'dynamodb:PutResourcePolicy', 'dynamodb:DeleteResourcePolicy'],
      resources: Lazy.list({ produce: () => names.map(arnOf) }),
    }));
    const template = new CfnExperimentTemplate(scope, 'PauseReplication', {
      description: `Pauses the replication of ${this.apiName}'s tables to and from ${region}`,
      roleArn: role.roleArn,
      tags: { Name: `${this.apiName}-PauseReplication` },
      stopConditions: Lazy.any({
        produce: () => alarms.length > 0 ? alarms.map(({ alarmArn }) => ({ source: 'aws:cloudwatch:alarm', value: alarmArn })) : [{ source: 'none' }],
      }),
      targets: each(name => ({ resourceType: 'aws:dynamodb:global-table', selectionMode: 'ALL', resourceArns: [arnOf(name)] })),
      actions: Lazy.any({
        produce: () => Object.fromEntries(names.map((_, i) => [`Table${i + 1}`, {
          actionId: 'aws:dynamodb:global-table-pause-replication',
          parameters: { duration: `PT${minutes}M` },
          targets: { Tables: `Table${i + 1}` },
        }])),
      }),
    });
    template.node.addDependency(role);
    scope.node.addValidation({ validate: () => problemsOf(names, this.apiName) });
    addOutput(regionalApi, 'PauseReplicationExperimentId', template.ref);
    return { region, alarms };
  }
}

function problemsOf(names: readonly string[], apiName: string): string[] {
  if (names.length === 0) return [`\`addDrillExperiments()\` needs a global table whose writes are replicated later: ${apiName} has none. Remove the call, or add one`];
  return names.length > MAX_TABLES ? [`\`addDrillExperiments()\` pauses the replication of at most ${MAX_TABLES} tables, got: ${names.length}`] : [];
}
