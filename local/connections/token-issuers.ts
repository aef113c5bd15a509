import { Deployed } from '../cloudformation/deployed';
import { IssuerDefinition } from '../services/cognito/issuer-definition';

/** All whose tokens the APIs of an app take, and its user pools; of one that both name, the audiences of both are known. */
export function issuersOf({ userPools, restApis, httpApis }: Pick<Deployed, 'userPools' | 'restApis' | 'httpApis'>): IssuerDefinition[] {
  const trusted = [
    ...restApis.flatMap(({ methods }) => methods).flatMap(({ authorizer }) =>
      authorizer?.type === 'COGNITO_USER_POOLS' ? authorizer.issuers.map(url => ({ url, audiences: [] })) : []),
    ...httpApis.flatMap(({ routes }) => routes).flatMap(({ authorizer }) =>
      authorizer?.type === 'JWT' ? [{ url: authorizer.issuer, audiences: authorizer.audiences }] : []),
  ];
  const issuers = new Map<string, IssuerDefinition>();
  for (const issuer of [...userPools, ...trusted]) {
    const known = issuers.get(issuer.url);
    issuers.set(issuer.url, { ...issuer, ...known, audiences: [...new Set([...known?.audiences ?? [], ...issuer.audiences])] });
  }
  return [...issuers.values()];
}
