import { acrossRegions, namesOf } from './across-regions';
import { Rule } from './rule';

export const ACCOUNT_ROLE_SET_TWICE: Rule = {
  code: 'account-role-set-twice',
  severity: 'warning',
  title: 'The role by which API Gateway writes logs is set once in an account and Region.',
  reason: 'it is one setting for all APIs there, that of the last deployment, and may go with the stack of an API that others outlive',
  fix: 'Set it once: leave `setAccountRole` of `AccessLogs.cloudWatch()` to one API, and give a `RestApi` of your own `cloudWatchRole: false`',
  awsPage: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  example: 'API Gateway\'s role for logs is set by Shop/us-east-1/Shop/RestApi/Account and Feed/us-east-1/Feed/RestApi/Account in us-east-1, eu-west-1',
  find: deployed => {
    const accounts = acrossRegions(deployed.ofType('AWS::ApiGateway::Account').map(resource => ({ resource })), ({ resource }) => `${resource.account} ${resource.region}`)
      .filter(({ all }) => all.length > 1)
      .map(({ first: { resource }, all }) => ({ resource, setters: all.map(other => other.resource) }));
    return acrossRegions(accounts, ({ setters }) => namesOf(setters.map(({ place }) => place))).map(({ first: { resource, setters }, regions }) => ({
      at: resource.owner, found: `API Gateway's role for logs is set by ${setters.map(({ owner }) => owner.node.path).join(' and ')} in ${regions}`,
    }));
  },
};
