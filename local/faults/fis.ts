import { faultCommands, FAULTS_TARGET } from './fault-commands';
import { Faults } from './faults';
import { LocalService, SignedRequest } from '../machine/local-service';
import { answerOperation, Operation } from '../machine/wire/operation-call';

/** AWS Fault Injection Service: what goes wrong on purpose. */
export class Fis implements LocalService {
  readonly name = 'Fault Injection Service';
  readonly signingNames = ['fis'];
  private readonly commands: Readonly<Record<string, Operation>>;

  constructor({ faults }: { readonly faults: Faults }) {
    this.commands = faultCommands(faults);
  }

  answer(request: SignedRequest) {
    return answerOperation(request, { target: FAULTS_TARGET, operations: this.commands });
  }
}
