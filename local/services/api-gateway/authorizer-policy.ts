/** What a policy says of one request. */
export type Verdict = 'Allow' | 'Deny' | 'ImplicitDeny';

/** A statement of a policy that a Lambda authorizer returns. */
interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: object;
}

/**
 * Whether what an authorizer returns, a policy about a principal, lets a caller invoke a method.
 *
 * A deny goes before every allow; what is not allowed is denied.
 *
 * @throws Error for an answer that API Gateway could not read either, and for conditions, which are not evaluated here
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function verdictOf(answer: any, methodArn: string): Verdict {
  if (typeof answer?.principalId !== 'string') {
    throw new Error(`an authorizer must return a principalId, got: ${JSON.stringify(answer)?.slice(0, 200)}`);
  }
  const statements: Statement[] = list(answer.policyDocument?.Statement);
  if (statements.length === 0) {
    throw new Error(`an authorizer must return a policy document with statements, got: ${JSON.stringify(answer.policyDocument)}`);
  }
  const effects = statements.filter(statement => applies(statement, methodArn)).map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'Deny';
  return effects.includes('Allow') ? 'Allow' : 'ImplicitDeny';
}

function applies({ Effect, Action, Resource, Condition }: Statement, methodArn: string): boolean {
  if (Effect !== 'Allow' && Effect !== 'Deny') {
    throw new Error(`a statement's Effect must be Allow or Deny, got: ${JSON.stringify(Effect)}`);
  }
  const matches = list(Action).some(action => like(action.toLowerCase(), 'execute-api:invoke'))
    && list(Resource).some(resource => like(resource, methodArn));
  if (matches && Condition && Object.keys(Condition).length > 0) {
    throw new Error('conditions in an authorizer\'s policy are not evaluated by the local Regions');
  }
  return matches;
}

function list(value: any): any[] {
  return value === undefined || value === null ? [] : [value].flat();
}

/** Whether a pattern, in which `*` stands for any characters and `?` for one, covers a text. */
function like(pattern: unknown, text: string): boolean {
  const escaped = String(pattern).replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}
