import * as fs from 'fs';
import * as path from 'path';
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import { messageOf } from '../message-of';

interface Violation {
  readonly ruleName: string;
  readonly violatingConstructs: { readonly constructPath: string }[];
}

/** What is found of the faults that are planted in a stack: a property that CloudFormation does not know, and a queue as AWS does not want it. */
export const PLANTED = ['AwsSolutions-SQS3 of Open', 'AwsSolutions-SQS4 of Open', 'F3002 of Wrong'];

/**
 * An app that is synthesized with CDK's offline validator and cdk-nag, and what they find in it. Two faults are planted in one
 * of its stacks, to see that such would be found, and taken out of its template.
 */
export function check(app: App, stack: Stack): { stacks: CloudFormationStackArtifact[]; findings: string[] } {
  const wrong = new CfnResource(stack, 'Wrong', { type: 'AWS::SNS::Topic', properties: { Nonsense: true } });
  const open = new CfnQueue(stack, 'Open');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const planted = [wrong, open].map(resource => stack.resolve(resource.logicalId));
  expect(messageOf(() => app.synth())).toMatch('validation-report.json');

  const { pluginReports } = JSON.parse(fs.readFileSync(path.join(app.outdir, 'validation-report.json'), 'utf8'));
  const { stacks } = new CloudAssembly(app.outdir);
  const { Resources } = stacks.find(({ stackName }) => stackName === stack.stackName)!.template;
  planted.forEach(id => { delete Resources[id]; });
  const prefix = `${stack.node.path}/`;
  const findings = pluginReports.flatMap(({ violations }: { violations: Violation[] }) => violations)
    .flatMap(({ ruleName, violatingConstructs }: Violation) => violatingConstructs.map(({ constructPath }) => `${ruleName} of ${constructPath.replace(prefix, '')}`));
  return { stacks, findings };
}
