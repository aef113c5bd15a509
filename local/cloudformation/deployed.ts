import { ApiGatewayDefinitions } from './api-gateway/template';
import { CloudFormationDefinitions } from './cloudformation/template';
import { CloudWatchDefinitions } from './cloudwatch/template';
import { LogsDefinitions } from './cloudwatch-logs/template';
import { CodeDeployDefinitions } from './codedeploy/template';
import { CognitoDefinitions } from './cognito/template';
import { DynamoDbDefinitions } from './dynamodb/template';
import { EventBridgeDefinitions } from './eventbridge/template';
import { FisDefinitions } from './fis/template';
import { IamDefinitions } from './iam/template';
import { LambdaDefinitions } from './lambda/template';
import { Route53Definitions } from './route53/template';
import { SchedulerDefinitions } from './scheduler/template';
import { SecretsManagerDefinitions } from './secrets-manager/template';
import { SesDefinitions } from './ses/template';
import { SnsDefinitions } from './sns/template';
import { SqsDefinitions } from './sqs/template';
import { SsmDefinitions } from './ssm/template';
import { Unsupported } from './unsupported-definition';
import { LocalValues } from '../machine/local-values';

/** What each service is to create. */
export interface Definitions extends
  ApiGatewayDefinitions, CloudFormationDefinitions, CloudWatchDefinitions, CodeDeployDefinitions, CognitoDefinitions, DynamoDbDefinitions,
  EventBridgeDefinitions, FisDefinitions, IamDefinitions, LambdaDefinitions, LogsDefinitions, Route53Definitions, SchedulerDefinitions,
  SecretsManagerDefinitions, SesDefinitions, SnsDefinitions, SqsDefinitions, SsmDefinitions {}

/** All that the stacks of an assembly would create and that this machine can run. */
export interface Deployed extends Definitions {
  /** In the order of the stacks that have an API, then of the replicas. */
  readonly regions: string[];
  readonly accountId: string;
  /** What secrets and parameters hold that no template has. */
  readonly values: LocalValues;
  /** The Region of the stacks that name none, and who says so, where there are such. */
  readonly assumedRegion?: { readonly region: string; readonly from: string };
  /** What is in the templates and not here. */
  readonly unsupported: Unsupported[];
}
