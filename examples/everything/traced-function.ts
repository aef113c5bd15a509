import * as path from 'path';
import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeTracing } from './acknowledged-findings';

export interface TracedFunctionProps {
  /** The file in `handlers` that holds the code. */
  readonly file: string;
  /** What the file exports. */
  readonly exported?: string;
  readonly environment?: { [name: string]: string };
}

/** A function with a log of its own, which its role may write and no other. */
export class TracedFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, { file, exported, environment }: TracedFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, { retention: RetentionDays.ONE_MONTH });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      entry: path.join(__dirname, 'handlers', file),
      handler: exported,
      runtime: Runtime.NODEJS_24_X,
      memorySize: 512,
      timeout: Duration.seconds(5),
      tracing: Tracing.ACTIVE,
      environment,
      role,
      logGroup,
      bundling: { logLevel: LogLevel.WARNING },
    });
    acknowledgeTracing(role);
  }
}
