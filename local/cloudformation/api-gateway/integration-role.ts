import { IntegrationRole } from '../../services/api-gateway/integrations/integration-definition';
import { Resource } from '../resource';
import { StackResources } from '../stack-resources';

/** The role that an integration names; `arn:aws:iam::*:user/*` stands for the caller's own rights. */
export function readRole(credentials: string, user: Resource, resources: StackResources): IntegrationRole {
  const { accountId } = user.stack;
  if (/:user\/\*$/.test(credentials)) return { accountId, path: user.path };
  const role = resources.ofTypeInRegion('AWS::IAM::Role').find(candidate => resources.attribute(candidate, 'Arn') === credentials);
  return { arn: credentials, accountId, path: role?.path ?? user.path };
}
