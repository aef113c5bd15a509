import { EXPERIMENT_ROUTES, Experiments, ExperimentsProps } from './experiments';
import { faultCommands, FAULTS_TARGET } from './fault-commands';
import { LocalService, NeededPermission, ServiceOperations, SignedRequest } from '../machine/local-service';
import { answerOperation, Operation } from '../machine/wire/operation-call';
import { answerRest, restOperationOf } from '../machine/wire/rest-json';

/** AWS Fault Injection Service: what goes wrong on purpose, and the experiments of the templates. */
export class Fis implements LocalService {
  readonly name = 'Fault Injection Service';
  readonly signingNames = ['fis'];
  readonly operations: ServiceOperations;
  private readonly commands: Readonly<Record<string, Operation>>;
  private experiments: Experiments;

  constructor(private readonly props: ExperimentsProps) {
    const { clock } = props;
    this.commands = { ...faultCommands(props.faults), Time: () => ({ now: clock.now(), scale: clock.scale }) };
    this.experiments = new Experiments(props);
    const answered = Object.keys(this.experiments.calls);
    this.operations = { answered, refused: EXPERIMENT_ROUTES.map(([, , name]) => name).filter(name => !answered.includes(name)) };
  }

  answer(request: SignedRequest) {
    return request.headers['x-amz-target'] === undefined
      ? answerRest(request, EXPERIMENT_ROUTES, this.experiments.calls)
      : answerOperation(request, { target: FAULTS_TARGET, operations: this.commands });
  }

  /** What has begun goes on to its end, and is forgotten. */
  update({ experimentTemplates }: Pick<ExperimentsProps, 'experimentTemplates'>): [] {
    this.experiments = new Experiments({ ...this.props, experimentTemplates });
    return [];
  }

  /** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsfaultinjectionservice.html */
  neededPermissions(request: SignedRequest): NeededPermission[] {
    return [{ action: `fis:${restOperationOf(request, EXPERIMENT_ROUTES).name}`, resource: '*' }];
  }
}
