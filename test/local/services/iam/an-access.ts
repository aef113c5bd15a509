import { PolicyDocument, StatementDocument } from '../../../../local/services/iam/policy-document';
import { Access } from '../../../../local/services/iam/statement';

export const ROLE = 'arn:aws:iam::123456789012:role/Shop-Orders';
export const SESSION = 'arn:aws:sts::123456789012:assumed-role/Shop-Orders/orders';
export const TABLE = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders';

/** An item that is read in eu-west-1, in an account's role. */
export function anAccess(overrides: Partial<Omit<Access, 'lookup'>> & { keys?: Record<string, string[]> } = {}): Access {
  const { keys = {}, ...others } = overrides;
  const values = new Map(Object.entries({ 'aws:RequestedRegion': ['eu-west-1'], 'aws:PrincipalArn': [ROLE], ...keys }).map(([key, value]) => [key.toLowerCase(), value]));
  return {
    action: 'dynamodb:GetItem',
    resource: TABLE,
    principal: { roleArn: ROLE, sessionArn: SESSION, accountId: '123456789012' },
    lookup: key => values.get(key.toLowerCase()),
    ...others,
  };
}

export function policy(...statements: StatementDocument[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}
