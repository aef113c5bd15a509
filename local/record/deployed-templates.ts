import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { READ_ONLY_POLICY } from './read-only-policy';
import { AssembledStack, CloudFormationTemplate } from '../cloudformation/assembly';

/** A stack as it is on AWS. */
export interface DeployedTemplate {
  readonly template: CloudFormationTemplate;
  readonly outputs: Record<string, string>;
}

/** Reads a stack by the credentials and the account of the environment; nothing if it is not deployed. */
export async function readDeployed({ region, name }: AssembledStack): Promise<DeployedTemplate | undefined> {
  const aws = new CloudFormation({ region });
  try {
    const { Stacks: [stack] = [] } = await aws.describeStacks({ StackName: name });
    if (!stack || stack.StackStatus === 'REVIEW_IN_PROGRESS' || stack.StackStatus === 'ROLLBACK_COMPLETE') return undefined;
    const { TemplateBody: body = '{}' } = await aws.getTemplate({ StackName: name, TemplateStage: 'Original' });
    const outputs = (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]);
    return { template: parse(body, name), outputs: Object.fromEntries(outputs) };
  } catch (error) {
    const { name: code, message } = error as Error;
    if (code === 'ValidationError' && /does not exist/.test(message)) return undefined;
    throw new Error(`${name} could not be read in ${region}, ${code}: ${message}. \`--from-aws\` needs credentials of the app's account with these rights, `
      + `and no others: ${READ_ONLY_POLICY}`);
  } finally {
    aws.destroy();
  }
}

function parse(body: string, name: string): CloudFormationTemplate {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error(`${name} must have been deployed by the CDK, whose templates are JSON, got: a template of another kind`);
  }
}
