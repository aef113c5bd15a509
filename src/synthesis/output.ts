import { CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Adds an output that is called after the id of what it is about, without CDK's hash. */
export function addOutput(scope: Construct, name: string, value: string): CfnOutput {
  const output = new CfnOutput(scope, name, { value });
  output.overrideLogicalId(`${outputPrefix(scope.node.id)}${name}`);
  return output;
}

/** The letters and digits of an id, which are all that the name of an output may have. */
export function outputPrefix(id: string): string {
  return id.replace(/[^A-Za-z0-9]/g, '');
}
