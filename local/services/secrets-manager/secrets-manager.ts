import { SecretDefinition, secretOfFile } from './secret-definition';
import { Secrets, SecretsProps } from './secrets';
import { SecretsExtension } from './secrets-extension';
import { secretsOperations } from './secrets-operations';
import { partition } from '../../machine/aws-regions';
import { Answer } from '../../machine/http-server';
import { LocalService, NeededPermission, ServiceOperations, SignedRequest, UnsignedRequest } from '../../machine/local-service';
import { LocalValues } from '../../machine/local-values';
import { answerOperation, callOf, Operation } from '../../machine/wire/operation-call';

const TARGET = 'secretsmanager';
const REFUSED = [
  'CreateSecret', 'DeleteSecret', 'RestoreSecret', 'RotateSecret', 'CancelRotateSecret', 'TagResource', 'UntagResource', 'PutResourcePolicy', 'GetResourcePolicy',
  'DeleteResourcePolicy', 'ValidateResourcePolicy',
];
/** They are asked for no secret in particular. */
const OF_NONE = ['ListSecrets', 'GetRandomPassword', 'BatchGetSecretValue'];

export interface SecretsManagerDefinitions {
  readonly secrets: readonly SecretDefinition[];
  readonly regions: readonly string[];
  readonly accountId: string;
  readonly values: LocalValues;
  readonly functions: readonly { readonly hasSecretsExtension?: boolean }[];
}

export interface SecretsManagerProps extends SecretsManagerDefinitions, SecretsProps {
  readonly random: () => number;
  /** Asks Secrets Manager and Parameter Store as their clients do. */
  readonly askAws: (request: SignedRequest) => Promise<Answer>;
}

/** Secrets Manager in all Regions: the secrets of the templates, and those that only the file of this machine has. */
export class SecretsManager implements LocalService {
  readonly name = 'Secrets Manager';
  readonly signingNames = ['secretsmanager'];
  readonly operations: ServiceOperations;
  private readonly secrets: Secrets;
  private readonly extension: SecretsExtension;
  private readonly calls: Readonly<Record<string, Operation>>;
  private definitions: readonly SecretDefinition[] = [];
  private file: string;

  constructor(private readonly props: SecretsManagerProps) {
    this.secrets = new Secrets(props);
    this.extension = new SecretsExtension(props.askAws);
    this.file = props.values.file;
    this.calls = secretsOperations({
      ...props,
      secrets: this.secrets,
      howToGive: id => `On this machine ${this.file} gives it a value: {"secrets":{"${id}":"<value>"}}`,
    });
    this.operations = { answered: Object.keys(this.calls), refused: REFUSED };
    this.update(props);
  }

  async start() {
    if (this.props.functions.some(({ hasSecretsExtension }) => hasSecretsExtension)) await this.extension.listen();
  }

  update({ secrets, regions, accountId, values }: Omit<SecretsManagerDefinitions, 'functions'>): [] {
    const others = Object.entries(values.secrets).filter(([name]) => !secrets.some(secret => secret.name === name));
    const definitions = [...secrets, ...others.map(([name, value]) => secretOfFile(name, value, accountId, regions))];
    this.secrets.define(definitions, this.definitions);
    this.definitions = definitions;
    this.file = values.file;
    return [];
  }

  answer(request: SignedRequest) {
    return answerOperation(request, { target: TARGET, operations: this.calls });
  }

  /** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html */
  neededPermissions(request: SignedRequest, accountId: string): NeededPermission[] {
    const { operation, input } = callOf(request, { target: TARGET });
    const { SecretId, SecretIdList = [], VersionStage = 'AWSCURRENT' } = inputOf(input);
    const on = (action: string, id: string): NeededPermission => {
      const secret = this.secrets.find(request.signer.region, id);
      const unknown = id.startsWith('arn:') ? id : `arn:${partition(request.signer.region).name}:secretsmanager:${request.signer.region}:${accountId}:secret:${id}`;
      return {
        action: `secretsmanager:${action}`,
        resource: secret?.arn ?? unknown,
        grantedBy: secret?.definition.constructId,
        conditionKeys: () => ({ 'secretsmanager:SecretId': [secret?.arn ?? unknown], 'secretsmanager:VersionStage': [VersionStage] }),
      };
    };
    if (SecretId !== undefined) return [on(operation, String(SecretId))];
    const ofNone = OF_NONE.includes(operation) ? [{ action: `secretsmanager:${operation}`, resource: '*' }] : [];
    return [...ofNone, ...[SecretIdList].flat().map(id => on('GetSecretValue', String(id)))];
  }

  /** The extension's, which nobody signs. */
  answerUnsigned(request: UnsignedRequest) {
    return this.extension.answer(request);
  }

  stop() {
    this.secrets.stop();
    return this.extension.stop();
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
