import { createHash } from 'crypto';
import { causeOf, grantFor, inAwsWords } from './denial';
import { decide, Decision } from './evaluation';
import { Rights, rightsOf } from './rights';
import { PolicyDefinition, ResourcePolicyDefinition, RoleDefinition } from './role-definition';
import { Principal, Statement, statementsOf } from './statement';
import { Clock } from '../../machine/clock';
import { Journal } from '../../machine/journal';
import { LocalCredentials, temporaryCredentials } from '../../machine/local-credentials';
import { LocalService, NeededPermission, SignedRequest } from '../../machine/local-service';

interface IamDefinitions {
  readonly roles: readonly RoleDefinition[];
  readonly policies: readonly PolicyDefinition[];
  readonly resourcePolicies: readonly ResourcePolicyDefinition[];
}

export interface IamProps extends IamDefinitions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Whether anything is refused. @default true */
  readonly iam?: boolean;
}

/** A function that acts in a role. */
export interface Actor {
  readonly functionName: string;
  readonly region: string;
  readonly accountId: string;
  /** The construct path, for messages. */
  readonly logicalPath: string;
  /** Undefined where it cannot be told. */
  readonly roleArn?: string;
}

/** Something of which nothing tells what it allows. */
export interface UnknownRights {
  readonly type: string;
  readonly path: string;
  /** Of the function that acts by it. */
  readonly region: string;
  readonly meaning: string;
}

type Request = Pick<SignedRequest, 'signer' | 'headers'>;

interface Session {
  readonly actor: Actor;
  readonly principal: Principal;
  readonly rights: Rights;
  /** Condition keys, in lower case, that all of its requests have. */
  readonly keys: ReadonlyMap<string, string>;
  /** By action and resource, those in which no condition has a say. */
  readonly decisions: Map<string, Decision>;
}

/** IAM: which function acts in which role, and what that allows. Whoever else asks is the account's administrator. */
export class Iam implements LocalService {
  readonly name = 'IAM';
  readonly signingNames = [];
  private readonly sessions = new Map<string, Session>();
  private readonly unknown = new Map<string, UnknownRights>();
  private roles!: readonly RoleDefinition[];
  private policies!: readonly PolicyDefinition[];
  private resourcePolicies!: readonly { readonly resource: string; readonly statements: readonly Statement[] }[];

  constructor(private readonly props: IamProps) {
    this.define(props);
  }

  /** Functions keep their credentials, which stand for what their roles allow now. */
  update({ functions, ...definitions }: IamDefinitions & { readonly functions: readonly Actor[] }): [] {
    this.define(definitions);
    this.unknown.clear();
    functions.forEach(actor => this.assumeRole(actor));
    return [];
  }

  /** Gives a function credentials, by which its requests are known. */
  assumeRole(actor: Actor): LocalCredentials {
    const { roleArn, functionName, region, accountId, logicalPath } = actor;
    const hash = createHash('sha256').update(JSON.stringify([roleArn, region, functionName])).digest('hex');
    const credentials = temporaryCredentials(hash.slice(0, 11).toUpperCase(), region);
    if (this.props.iam === false) return credentials;
    if (roleArn === undefined) {
      this.tell({ type: 'AWS::Lambda::Function', path: logicalPath, region, meaning: 'its role is not known on this machine: it is refused nothing' });
      return credentials;
    }
    const rights = rightsOf(roleArn, this.roles, this.policies);
    const [, partition, , , roleAccount] = roleArn.split(':');
    const sessionArn = `arn:${partition}:sts::${roleAccount}:assumed-role/${nameOf(roleArn)}/${functionName}`;
    const principal = { roleArn, sessionArn, accountId };
    this.sessions.set(credentials.accessKeyId, { actor, principal, rights, keys: keysOf(actor, rights, partition), decisions: new Map() });
    const tell = (type: string, arn: string, meaning: string) => this.tell({ type, path: nameOf(arn), region, meaning: `no template defines it: ${meaning}` });
    if (!rights.role) tell('AWS::IAM::Role', roleArn, 'its functions are refused nothing');
    rights.unknownPolicies.forEach(arn => tell('AWS::IAM::ManagedPolicy', arn, 'functions whose role has it are refused only what a policy denies'));
    if (rights.unknownBoundary !== undefined) tell('AWS::IAM::ManagedPolicy', rights.unknownBoundary, 'as a boundary, it limits nothing here');
    return credentials;
  }

  /** What nothing tells the rights of, each once for a Region. */
  get unknownRights(): readonly UnknownRights[] {
    return [...this.unknown.values()];
  }

  /** What AWS would say to somebody who may not do all that a request does; undefined if it is allowed. */
  refusal(request: SignedRequest, service: LocalService): string | undefined {
    return this.refusalOf(request, accountId => service.neededPermissions?.(request, accountId) ?? []);
  }

  /** The same for somebody of an account who needs certain permissions. */
  refusalOf(request: Request, permissionsIn: (accountId: string) => readonly NeededPermission[]): string | undefined {
    const session = this.sessions.get(request.signer.accessKeyId);
    if (!session) return undefined;
    const { actor: { region, functionName, accountId, logicalPath: path }, principal } = session;
    for (const needed of permissionsIn(accountId)) {
      const decision = this.decide(session, request, needed);
      if (decision.allowed) continue;
      const { action, resource } = needed;
      this.props.journal.write('denial', {
        region, functionName, path, action, resource, cause: causeOf(decision), grant: grantFor(path, needed, decision),
      });
      return inAwsWords({ action, resource, principal }, decision);
    }
    return undefined;
  }

  /** The function's session that signs with an access key; nobody who is known, if it is none. */
  sessionOf(accessKeyId: string): { readonly userArn: string; readonly userId: string } | undefined {
    const session = this.sessions.get(accessKeyId);
    return session && { userArn: session.principal.sessionArn, userId: session.keys.get('aws:userid')! };
  }

  /** Whether the policy of a resource lets a service of AWS do something to it, on behalf of another resource. */
  letsService(service: string, action: string, resource: string, sourceArn: string): boolean {
    if (this.props.iam === false) return true;
    const keys: Record<string, string> = {
      'aws:sourcearn': sourceArn, 'aws:sourceaccount': sourceArn.split(':')[4], 'aws:principalisawsservice': 'true', 'aws:securetransport': 'true',
    };
    const lookup = (key: string) => {
      const value = keys[key.toLowerCase()];
      return value === undefined ? undefined : [value];
    };
    const applying = this.policiesOf(resource).filter(one =>
      one.isForService(service) && one.concerns({ action, resource, lookup }) && one.unmet({ lookup }).length === 0);
    return applying.length > 0 && !applying.some(({ isDeny }) => isDeny);
  }

  private policiesOf(resource: string): Statement[] {
    const policies = this.resourcePolicies.filter(policy => resource === policy.resource || resource.startsWith(`${policy.resource}/`));
    return policies.flatMap(({ statements }) => statements);
  }

  private define({ roles, policies, resourcePolicies }: IamDefinitions) {
    this.roles = roles;
    this.policies = policies;
    this.resourcePolicies = resourcePolicies.map(({ resource, document }) => ({ resource, statements: statementsOf([document]) }));
  }

  private tell(unknown: UnknownRights) {
    this.unknown.set(JSON.stringify(unknown), unknown);
  }

  private decide(session: Session, request: Request, needed: NeededPermission): Decision {
    const { rights, principal, decisions } = session;
    const { action, resource } = needed;
    const known = decisions.get(`${action} ${resource}`);
    if (known) return known;

    const keys = this.lookupIn(session, request, needed);
    let isConditional = false;
    const lookup = (key: string) => {
      isConditional = true;
      return keys(key.toLowerCase());
    };
    const decision = decide({ action, resource, principal, lookup }, { ...rights, resource: this.policiesOf(resource) });
    if (!isConditional) decisions.set(`${action} ${resource}`, decision);
    return decision;
  }

  /** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
  private lookupIn({ keys }: Session, { signer, headers }: Request, { conditionKeys }: NeededPermission) {
    const now = this.props.clock.now();
    const ofRequest = new Map<string, string | undefined>([
      ['aws:currenttime', new Date(now).toISOString()],
      ['aws:epochtime', String(Math.floor(now / 1000))],
      ['aws:requestedregion', signer.region],
      ['aws:useragent', headers['user-agent']],
    ]);
    let ofService: Map<string, readonly string[]> | undefined;
    return (key: string): readonly string[] | undefined => {
      const value = keys.get(key) ?? ofRequest.get(key);
      if (value !== undefined) return [value];
      ofService ??= new Map(Object.entries(conditionKeys?.() ?? {}).map(([name, values]) => [name.toLowerCase(), values]));
      return ofService.get(key);
    };
  }
}

function nameOf(arn: string): string {
  return arn.split('/').pop()!;
}

function keysOf({ functionName, region, accountId }: Actor, { role }: Rights, partition: string): Map<string, string> {
  return new Map(Object.entries({
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalArn': role?.arn ?? '',
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalType': 'AssumedRole',
    'aws:ResourceAccount': accountId,
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'false',
    'aws:userid': `${role?.roleId}:${functionName}`,
    'lambda:SourceFunctionArn': `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`,
    ...Object.fromEntries(Object.entries(role?.tags ?? {}).map(([tag, value]) => [`aws:PrincipalTag/${tag}`, value])),
  }).map(([key, value]) => [key.toLowerCase(), value]));
}
