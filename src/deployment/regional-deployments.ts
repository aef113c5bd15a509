import { Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, CfnAlias, CfnFunction, Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { GradualDeployment } from './gradual-deployment';
import { LIVE_ID, LIVE_NAME, LiveAlias } from './live-alias';
import { findDeploymentConfig } from './traffic-shift';
import { refusal } from '../synthesis/refusal';
import { isResourceOf } from '../synthesis/resource-type';

/** What one Region's gradual deployments have in common. */
class Deployments extends Construct {
  readonly application = new LambdaApplication(this, 'Application');
  readonly role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
}

/** The functions of one Region that are deployed gradually, and the alarms that all of them watch. */
export class RegionalDeployments {
  /** The deployment of each function that has a route, or that it has none. */
  private readonly chosen = new Map<IFunction, GradualDeployment | undefined>();
  private readonly live = new Map<IFunction, LiveAlias>();
  private readonly alarms: Alarm[] = [];
  private shared?: Deployments;

  constructor(private readonly region: Construct) {}

  validate(route: string, handler: IFunction, deployment: GradualDeployment | undefined) {
    if (deployment && !this.live.has(handler)) {
      validateHandler(route, handler);
      validateAlarms(route, deployment._alarms, Stack.of(this.region));
    }
    if (!this.chosen.has(handler)) return;
    const descriptions = [this.chosen.get(handler), deployment].map(choice => choice?._description ?? 'none');
    if (descriptions[0] !== descriptions[1]) {
      throw refusal(`\`deployment\` of ${route} must be as in the other routes of its function, which has one alias for all of them`, descriptions[1],
        `The others have: ${descriptions[0]}`);
    }
  }

  /** What the function's routes invoke: its alias if it is deployed gradually, otherwise itself. */
  invoked(handler: IFunction, deployment: GradualDeployment | undefined): IFunction {
    this.chosen.set(handler, deployment);
    return deployment ? (this.live.get(handler) ?? this.deployGradually(handler as Function, deployment)).alias : handler;
  }

  /** Has all deployments of the Region, those to come included, watch an alarm. */
  rollBackOn(alarm: Alarm) {
    this.alarms.push(alarm);
    this.live.forEach(live => live.addAlarm(alarm));
  }

  deploymentGroup(handler: IFunction): LambdaDeploymentGroup {
    const live = this.live.get(handler);
    if (!live) {
      throw refusal('`handler` must be a function with a route that has a `deployment`', handler.node.path);
    }
    return live.deploymentGroup;
  }

  private deployGradually(handler: Function, deployment: GradualDeployment): LiveAlias {
    const shared = this.shared ??= new Deployments(this.region, 'GradualDeployments');
    const { application, role } = shared;
    const live = new LiveAlias(handler, { deployment, application, role, deploymentConfig: findDeploymentConfig(shared, deployment._traffic) });
    this.alarms.forEach(alarm => live.addAlarm(alarm));
    this.live.set(handler, live);
    return live;
  }
}

function validateHandler(route: string, handler: IFunction) {
  if (!isResourceOf(CfnFunction, handler.node.defaultChild)) {
    throw refusal(`\`deployment\` of ${route} needs a \`Function\` that is made in the app, and this one is imported, or a version or an alias`, handler.node.path,
      'Leave `deployment` out, and shift the requests where the function is made');
  }
  const aliases = handler.node.children.filter(child => isResourceOf(CfnAlias, child.node.defaultChild)) as Alias[];
  if (handler.node.tryFindChild(LIVE_ID) || aliases.some(({ aliasName }) => aliasName === LIVE_NAME)) {
    throw refusal(`\`deployment\` of ${route} makes an alias \`${LIVE_NAME}\`, which its function must not have yet`, handler.node.path);
  }
}

function validateAlarms(route: string, alarms: Alarm[], stack: Stack) {
  const elsewhere = alarms.filter(alarm => Stack.of(alarm) !== stack);
  if (elsewhere.length > 0) {
    throw refusal(`\`alarms\` of the deployment of ${route} must be in the stack of ${stack.region}, because no token may cross a Region or a stack`,
      elsewhere.map(({ node }) => node.path), 'Make them in the scope of the `RegionalApi`');
  }
}
