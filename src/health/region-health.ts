import { Duration, Lazy, Stack, Tags } from 'aws-cdk-lib';
import { Alarm, CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { copiedSettings, insufficientDataStatus } from './followed-alarm';
import { CheckedEndpoint } from './health-check';
import { refusal } from '../synthesis/refusal';

/** How an alarm counts in a Region's health. */
export interface HealthAlarmOptions {
  /**
   * What the Region is while CloudWatch has too little data to tell.
   *
   * Route 53 knows nothing of the alarm's `treatMissingData`: it asks this instead.
   *
   * @default - what the alarm's `treatMissingData` comes to: UNHEALTHY for BREACHING, LAST_KNOWN_STATUS for IGNORE, otherwise HEALTHY
   */
  readonly insufficientData?: route53.InsufficientDataHealthStatusEnum;
}

export interface RegionHealthProps {
  readonly region: string;
  /** The API's Regions, in their order. */
  readonly ring: string[];
  /** What the `Name` tags start with; what each check is of follows. */
  readonly name: string;
}

/** An endpoint over HTTPS, as Route 53's checkers request it. */
export interface HttpsCheck extends CheckedEndpoint {
  readonly hostName: string;
  /** Healthy while the endpoint is not. */
  readonly inverted?: boolean;
}

/**
 * Whether Route 53 thinks one Region healthy: it does while all of its checks are, the endpoint's, the alarms' and the drain switch's.
 *
 * One check stands for itself. More are the children of a calculated one, which may have no calculated children.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html
 */
export class RegionHealth extends Construct {
  /** The id of `check`, whatever is added later. CDK asks for it before it validates, which then tells that there is none. */
  readonly healthCheckId: string = Lazy.string({ produce: () => this.isEmpty ? '' : this.check.healthCheckId });
  private readonly checks: route53.IHealthCheck[] = [];
  private calculated?: route53.IHealthCheck;
  private alarmTime?: Duration;

  constructor(scope: Construct, id: string, private readonly props: RegionHealthProps) {
    super(scope, id);
  }

  /** What guards the Region's records. */
  get check(): route53.IHealthCheck {
    const check = this.calculated ?? this.checks[0];
    if (!check) {
      throw refusal(`\`HealthCheck.alarms()\` needs at least one \`addHealthAlarm()\` in ${this.props.region}`, 'none');
    }
    return check;
  }

  get isEmpty(): boolean {
    return this.checks.length === 0;
  }

  /** How long the slowest alarm takes to change, if there are alarms. */
  get slowestAlarm(): Duration | undefined {
    return this.alarmTime;
  }

  addEndpoint(id: string, name: string, { hostName, path, interval, failureThreshold, checkerRegions, inverted }: HttpsCheck): route53.IHealthCheck {
    return this.addCheck(name, new route53.HealthCheck(this, id, {
      type: route53.HealthCheckType.HTTPS,
      fqdn: hostName,
      port: 443,
      resourcePath: path,
      requestInterval: interval,
      failureThreshold,
      regions: checkerRegions,
      enableSNI: true,
      inverted,
    }));
  }

  addAlarm(alarm: Alarm, { insufficientData }: HealthAlarmOptions): route53.IHealthCheck {
    const name = this.nameOf(alarm);
    const id = `${name}Alarm`;
    if (this.node.tryFindChild(id)) {
      throw refusal('`alarm` must be added once', alarm.node.path);
    }
    const resource = alarm.node.defaultChild as CfnAlarm;
    const check = new route53.HealthCheck(this, id, {
      type: route53.HealthCheckType.CLOUDWATCH_METRIC,
      alarmIdentifier: { name: alarm.alarmName, region: this.props.region },
      insufficientDataHealthStatus: insufficientData ?? insufficientDataStatus(resource.treatMissingData),
    });
    this.replaceWith(resource, check);
    this.alarmTime = Duration.seconds(Math.max(resource.period! * resource.evaluationPeriods!, this.alarmTime?.toSeconds() ?? 0));
    return this.addCheck(name, check);
  }

  /** Route 53 copies an alarm's settings when a check of it is made: other settings make another check. */
  private replaceWith(alarm: CfnAlarm, check: route53.HealthCheck) {
    const resource = check.node.defaultChild as route53.CfnHealthCheck;
    const logicalId = Stack.of(this).getLogicalId(resource);
    resource.overrideLogicalId(Lazy.uncachedString({ produce: () => logicalId + copiedSettings(alarm, this.props.ring) }));
  }

  /** The ids from the Region, or else from the stack, down to the alarm. */
  private nameOf(alarm: Alarm): string {
    const around = [this.node.scope!, Stack.of(this)].find(scope => alarm.node.scopes.includes(scope))!;
    return alarm.node.scopes.slice(around.node.scopes.length).map(({ node }) => node.id).join('-');
  }

  private addCheck(name: string, check: route53.IHealthCheck): route53.IHealthCheck {
    if (this.checks.length === MAX_CHILDREN) {
      throw refusal(`A Region must have at most ${MAX_CHILDREN} health checks, the children that a calculated one may have`, MAX_CHILDREN + 1);
    }
    this.nameCheck(check, name);
    this.checks.push(check);
    if (this.checks.length === 2) {
      this.calculated = this.createCalculated();
    }
    return check;
  }

  private createCalculated(): route53.IHealthCheck {
    const calculated = new route53.CfnHealthCheck(this, 'Calculated', {
      healthCheckConfig: {
        type: route53.HealthCheckType.CALCULATED,
        childHealthChecks: Lazy.list({ produce: () => this.checks.map(check => check.healthCheckId) }),
        healthThreshold: Lazy.number({ produce: () => this.checks.length }),
      },
    });
    this.nameCheck(calculated, 'all');
    return route53.HealthCheck.fromHealthCheckId(calculated, 'Check', calculated.ref);
  }

  private nameCheck(check: Construct | route53.IHealthCheck, of: string) {
    Tags.of(check).add('Name', [this.props.name, this.props.region, of].filter(Boolean).join('-'));
  }
}

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
const MAX_CHILDREN = 255;
