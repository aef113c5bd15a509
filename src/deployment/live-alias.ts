import { CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { ILambdaApplication, ILambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { Alias, Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { GradualDeployment } from './gradual-deployment';
import { nameVersionAlike } from './version-id';

export interface LiveAliasProps {
  readonly deployment: GradualDeployment;
  readonly application: ILambdaApplication;
  readonly role: IRole;
  readonly deploymentConfig: ILambdaDeploymentConfig;
}

export const LIVE_ID = 'Live';
export const LIVE_NAME = 'live';

/** The alias of a function that its routes invoke, and the deployment group that leads it from version to version. */
export class LiveAlias extends Construct {
  readonly alias: Alias;
  readonly deploymentGroup: LambdaDeploymentGroup;
  private readonly alarms = new Set<Alarm>();

  constructor(private readonly handler: Function, private readonly props: LiveAliasProps) {
    super(handler, LIVE_ID);
    this.retainVersions();
    nameVersionAlike(handler);
    this.alias = new Alias(this, 'Alias', { aliasName: LIVE_NAME, version: handler.currentVersion });
    this.deploymentGroup = this.createDeploymentGroup();
    [this.createErrorsAlarm(), ...props.deployment._alarms].forEach(alarm => this.addAlarm(alarm));
  }

  addAlarm(alarm: Alarm) {
    if (this.alarms.has(alarm)) return;
    this.alarms.add(alarm);
    this.deploymentGroup.addAlarm(alarm);
  }

  /** As SAM does, but a version that was rolled back must go: Lambda would refuse to publish its like at the next try. */
  private retainVersions() {
    const version = this.handler.currentVersion.node.defaultChild as CfnResource;
    if (!version.cfnOptions.deletionPolicy) {
      version.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }
  }

  private createDeploymentGroup(): LambdaDeploymentGroup {
    const { application, role, deploymentConfig, deployment } = this.props;
    return new LambdaDeploymentGroup(this, 'DeploymentGroup', {
      application,
      role,
      deploymentConfig,
      alias: this.alias,
      ignoreAlarmConfiguration: !deployment._watchesAlarms,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: deployment._watchesAlarms },
    });
  }

  /** Of the new version alone, so that the errors of the old one do not stop a fix. */
  private createErrorsAlarm(): Alarm {
    const { functionName, currentVersion } = this.handler;
    return new Alarm(this, 'Errors', {
      alarmDescription: 'The version that is being deployed fails',
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Errors',
        dimensionsMap: { FunctionName: functionName, Resource: `${functionName}:${LIVE_NAME}`, ExecutedVersion: currentVersion.version },
        statistic: 'Sum',
        period: Duration.minutes(1),
      }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: this.props.deployment._maxErrors,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
