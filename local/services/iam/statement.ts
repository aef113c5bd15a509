import { Condition } from './condition';
import { Lookup, Pattern } from './pattern';
import { listOf, OneOrMore, PolicyDocument, PrincipalDocument, StatementDocument } from './policy-document';

/** What somebody wants to do. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  readonly principal: Principal;
  readonly lookup: Lookup;
}

/** A role, and the session that acts as it. */
export interface Principal {
  readonly roleArn: string;
  readonly sessionArn: string;
  readonly accountId: string;
}

/** Who of a principal is meant by a resource's policy: the session itself, its role, or its whole account. */
type Meant = 'session' | 'role' | 'account';

/** A statement of a policy. */
export class Statement {
  readonly isDeny: boolean;
  private readonly actions: Patterns;
  private readonly resources: Patterns;
  private readonly conditions: readonly Condition[];
  private readonly principals?: PrincipalDocument;
  private readonly notPrincipals?: PrincipalDocument;

  constructor(document: StatementDocument, variables: boolean) {
    this.isDeny = document.Effect === 'Deny';
    this.actions = new Patterns(document.Action, document.NotAction, action => new Pattern(action, { variables: false, ignoreCase: true }));
    this.resources = new Patterns(document.Resource, document.NotResource, resource => new Pattern(resource, { variables }));
    this.conditions = Object.entries(document.Condition ?? {}).flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) =>
      new Condition(operator, key, listOf(values).map(String), variables)));
    this.principals = document.Principal;
    this.notPrincipals = document.NotPrincipal;
  }

  /** Whether it is about that action and resource. */
  concerns({ action, resource, lookup }: Omit<Access, 'principal'>): boolean {
    return this.actions.include(action, lookup) && this.resources.include(resource, lookup);
  }

  /** The keys of the conditions that do not hold. */
  unmet({ lookup }: Pick<Access, 'lookup'>): string[] {
    return this.conditions.filter(condition => !condition.holds(lookup)).map(({ key }) => key);
  }

  /** Whether it is for a service of AWS, if it is of a resource's policy. */
  isForService(service: string): boolean {
    const { principals } = this;
    return principals === '*' || listOf(principals?.Service).includes(service) || listOf(principals?.AWS).includes('*');
  }

  /** Who of a principal it is for, if it is of a resource's policy. */
  meant({ principal }: Access): Meant | undefined {
    if (this.notPrincipals !== undefined) return meantBy(this.notPrincipals, principal) ? undefined : 'session';
    return this.principals && meantBy(this.principals, principal);
  }
}

/** The statements of policies. */
export function statementsOf(documents: readonly PolicyDocument[]): Statement[] {
  return documents.flatMap(({ Version: version, Statement: statements }) =>
    listOf(statements).map(statement => new Statement(statement, version === '2012-10-17')));
}

/** An element with a contrary, `NotAction` of `Action`: where neither is given, it includes nothing. */
class Patterns {
  private readonly patterns: readonly Pattern[];

  private readonly isContrary: boolean;

  constructor(included: OneOrMore<string> | undefined, excluded: OneOrMore<string> | undefined, patternOf: (text: string) => Pattern) {
    this.patterns = listOf(excluded ?? included).map(text => patternOf(String(text)));
    this.isContrary = excluded !== undefined;
  }

  include(text: string, lookup: Lookup): boolean {
    return this.patterns.some(pattern => pattern.matches(text, lookup)) !== this.isContrary;
  }
}

function meantBy(principals: PrincipalDocument, { sessionArn, roleArn, accountId }: Principal): Meant | undefined {
  const named = listOf(principals === '*' ? '*' : principals.AWS);
  if (named.includes('*') || named.includes(sessionArn)) return 'session';
  if (named.includes(roleArn)) return 'role';
  return named.some(name => name === accountId || name.endsWith(`::${accountId}:root`)) ? 'account' : undefined;
}
