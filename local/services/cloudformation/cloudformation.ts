import { StackDefinition } from './stack-definition';
import { Clock } from '../../machine/clock';
import { LocalService, NeededPermission, ServiceOperations, SignedRequest } from '../../machine/local-service';
import { AwsError } from '../../machine/wire/aws-error';
import { answerOperation, callOf, Operation } from '../../machine/wire/operation-call';

const SPOKEN = { target: '', xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' };

const REFUSED = ['CreateStack', 'UpdateStack', 'DeleteStack', 'CreateChangeSet', 'DescribeStackResources', 'ListStackResources', 'ListStacks', 'ListExports'];

export interface CloudFormationProps {
  readonly stacks: readonly StackDefinition[];
  readonly clock: Clock;
}

/** CloudFormation in all Regions: it tells what the stacks have, and deploys nothing. */
export class CloudFormation implements LocalService {
  readonly name = 'CloudFormation';
  readonly signingNames = ['cloudformation'];
  readonly operations: ServiceOperations;
  private readonly calls: Readonly<Record<string, Operation>>;
  private readonly begin: Date;
  private stacks: readonly StackDefinition[];

  constructor({ stacks, clock }: CloudFormationProps) {
    this.stacks = stacks;
    this.begin = new Date(clock.now());
    this.calls = {
      DescribeStacks: ({ StackName: name }, region) => {
        const found = name === undefined ? this.stacks.filter(stack => stack.region === region) : [this.stack(name, region)];
        return { Stacks: found.map(stack => this.describe(stack)) };
      },
      GetTemplate: ({ StackName: name }, region) => ({ TemplateBody: JSON.stringify(this.stack(name, region).template) }),
    };
    this.operations = { answered: Object.keys(this.calls), refused: REFUSED };
  }

  answer(request: SignedRequest) {
    return answerOperation(request, { ...SPOKEN, operations: this.calls });
  }

  update({ stacks }: Pick<CloudFormationProps, 'stacks'>): [] {
    this.stacks = stacks;
    return [];
  }

  /** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html */
  neededPermissions(request: SignedRequest): NeededPermission[] {
    const { operation, input } = callOf(request, SPOKEN);
    const { StackName: name } = input();
    return [{ action: `cloudformation:${operation}`, resource: this.find(name, request.signer.region)?.arn ?? '*' }];
  }

  private find(name: string, region: string): StackDefinition | undefined {
    return this.stacks.find(stack => stack.region === region && [stack.name, stack.arn].includes(name));
  }

  private stack(name: string, region: string): StackDefinition {
    const found = this.find(name, region);
    if (!found) throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
    return found;
  }

  private describe({ name, arn, outputs }: StackDefinition) {
    return {
      StackName: name,
      StackId: arn,
      StackStatus: 'CREATE_COMPLETE',
      CreationTime: this.begin,
      Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    };
  }
}
