import { parameterArn, ParameterDefinition } from './parameter-definition';
import { nameOf, Parameter, parameterOperations } from './parameter-operations';
import { Clock } from '../../machine/clock';
import { LocalService, NeededPermission, ServiceOperations, SignedRequest } from '../../machine/local-service';
import { LocalValues } from '../../machine/local-values';
import { answerOperation, callOf, Operation } from '../../machine/wire/operation-call';

const TARGET = 'AmazonSSM';
const REFUSED = ['LabelParameterVersion', 'UnlabelParameterVersion', 'AddTagsToResource', 'ListTagsForResource', 'SendCommand', 'StartSession', 'StartAutomationExecution'];

export interface SsmDefinitions {
  readonly storedParameters: readonly ParameterDefinition[];
  readonly regions: readonly string[];
  readonly accountId: string;
  readonly values: LocalValues;
}

export interface SsmProps extends SsmDefinitions {
  readonly clock: Clock;
}

/** Systems Manager, as far as it is Parameter Store: each Region has its own. */
export class Ssm implements LocalService {
  readonly name = 'Parameter Store';
  readonly signingNames = ['ssm'];
  readonly operations: ServiceOperations;
  private readonly calls: Readonly<Record<string, Operation>>;
  private readonly byRegion = new Map<string, Map<string, Parameter>>();
  private defined = new Map<string, string>();
  private file: string;

  constructor(private readonly props: SsmProps) {
    this.file = props.values.file;
    this.calls = parameterOperations({
      ...props,
      of: region => this.of(region),
      howToGive: name => `On this machine ${this.file} gives it a value: {"parameters":{"${name}":"<value>"}}`,
    });
    this.operations = { answered: Object.keys(this.calls), refused: REFUSED };
    this.update(props);
  }

  /** What is defined as before keeps what it has been given since. */
  update({ storedParameters, regions, values }: SsmDefinitions): [] {
    const others = Object.entries(values.parameters).flatMap(([name, value]) => regions
      .filter(region => !storedParameters.some(parameter => parameter.name === name && parameter.region === region))
      .map((region): ParameterDefinition => ({ name, region, type: 'String', value })));
    const before = this.defined;
    this.defined = new Map();
    for (const { value, ...definition } of [...storedParameters, ...others]) {
      const { region, name } = definition;
      const key = `${region} ${name}`;
      this.defined.set(key, value);
      if (before.get(key) === value) continue;
      const { versions = [] } = this.of(region).get(name) ?? {};
      this.of(region).set(name, { definition, versions: [...versions, { value, at: this.props.clock.now() }] });
    }
    [...before.keys()].filter(key => !this.defined.has(key)).forEach(key => {
      const [region, name] = key.split(' ');
      this.of(region).delete(name);
    });
    return [];
  }

  answer(request: SignedRequest) {
    return answerOperation(request, { target: TARGET, operations: this.calls });
  }

  /** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
  neededPermissions(request: SignedRequest, accountId: string): NeededPermission[] {
    const { operation, input } = callOf(request, { target: TARGET });
    const { Name, Names, Path } = inputOf(input);
    const { region } = request.signer;
    const names = [Name, Names, Path].flat().filter(name => name !== undefined).map(name => nameOf(String(name)).replace(/:\d+$/, ''));
    if (names.length === 0) return [{ action: `ssm:${operation}`, resource: '*' }];
    return names.map(name => ({
      action: `ssm:${operation}`, resource: parameterArn(region, accountId, name), grantedBy: this.of(region).get(name)?.definition.constructId,
    }));
  }

  private of(region: string): Map<string, Parameter> {
    const known = this.byRegion.get(region) ?? new Map<string, Parameter>();
    this.byRegion.set(region, known);
    return known;
  }
}

/** Nothing of a request that is refused for what it is. */
function inputOf(input: () => Record<string, any>): Record<string, any> {
  try {
    return input();
  } catch {
    return {};
  }
}
