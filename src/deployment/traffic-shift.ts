import { Duration, Token } from 'aws-cdk-lib';
import {
  ILambdaDeploymentConfig, LambdaDeploymentConfig, TimeBasedCanaryTrafficRouting, TimeBasedLinearTrafficRouting,
} from 'aws-cdk-lib/aws-codedeploy';
import { Construct } from 'constructs';
import { refusal } from '../synthesis/refusal';

/** How requests come from a version to the next: so many percent, for or every so many minutes. */
export interface TrafficShift {
  readonly kind: 'canary' | 'linear' | 'allAtOnce';
  readonly percent: number;
  readonly minutes: number;
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html */
const MAX_MINUTES = 2880;

export function validateCanary(percent: number, duration: Duration) {
  validatePercent(percent);
  const minutes = wholeMinutes('duration', duration);
  if (minutes > MAX_MINUTES) {
    throw refusal(`\`duration\` must be at most ${MAX_MINUTES} minutes, which is 48 hours`, minutes);
  }
}

export function validateLinear(percent: number, interval: Duration) {
  validatePercent(percent);
  const minutes = wholeMinutes('interval', interval) * (Math.ceil(100 / percent) - 1);
  if (minutes > MAX_MINUTES) {
    throw refusal(`\`interval\` must be short enough to take at most ${MAX_MINUTES} minutes from the first step to the last, which is 48 hours`, minutes,
      'Raise `percent` otherwise');
  }
}

function validatePercent(percent: number) {
  if (Token.isUnresolved(percent) || !Number.isInteger(percent) || percent < 1 || percent > 99) {
    throw refusal('`percent` must be a whole number from 1 to 99', percent);
  }
}

function wholeMinutes(prop: string, duration: Duration): number {
  if (duration.isUnresolved()) {
    throw refusal(`\`${prop}\` must be a literal`, duration.toString());
  }
  const minutes = duration.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 1) {
    throw refusal(`\`${prop}\` must be whole minutes, at least one`, duration.toString());
  }
  return minutes;
}

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
const PREDEFINED: { [name: string]: ILambdaDeploymentConfig | undefined } = {
  AllAtOnce: LambdaDeploymentConfig.ALL_AT_ONCE,
  Canary10Percent5Minutes: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  Canary10Percent10Minutes: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
  Canary10Percent15Minutes: LambdaDeploymentConfig.CANARY_10PERCENT_15MINUTES,
  Canary10Percent30Minutes: LambdaDeploymentConfig.CANARY_10PERCENT_30MINUTES,
  Linear10PercentEvery1Minute: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
  Linear10PercentEvery2Minutes: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_2MINUTES,
  Linear10PercentEvery3Minutes: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_3MINUTES,
  Linear10PercentEvery10Minutes: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_10MINUTES,
};

/** CodeDeploy's own configuration if there is an equal one, else one in the scope, for all deployments that are alike. */
export function findDeploymentConfig(scope: Construct, shift: TrafficShift): ILambdaDeploymentConfig {
  const name = nameOf(shift);
  return PREDEFINED[name]
    ?? scope.node.tryFindChild(name) as LambdaDeploymentConfig | undefined
    ?? new LambdaDeploymentConfig(scope, name, { trafficRouting: routingOf(shift) });
}

function nameOf({ kind, percent, minutes }: TrafficShift): string {
  if (kind === 'allAtOnce') return 'AllAtOnce';
  const time = `${minutes}Minute${minutes === 1 ? '' : 's'}`;
  return kind === 'canary' ? `Canary${percent}Percent${time}` : `Linear${percent}PercentEvery${time}`;
}

function routingOf({ kind, percent: percentage, minutes }: TrafficShift) {
  const interval = Duration.minutes(minutes);
  return kind === 'canary' ? new TimeBasedCanaryTrafficRouting({ percentage, interval }) : new TimeBasedLinearTrafficRouting({ percentage, interval });
}
