import { CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Adds an output that is called after the id of what it is about, without CDK's hash. */
export function addOutput(scope: Construct, name: string, value: string) {
  new CfnOutput(scope, name, { value }).overrideLogicalId(`${outputPrefix(scope.node.id)}${name}`);
}

/** The letters and digits of an id, which are all that the name of an output may have. */
export function outputPrefix(id: string): string {
  return id.replace(/[^A-Za-z0-9]/g, '');
}
