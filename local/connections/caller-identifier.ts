import { partition } from '../machine/aws-regions';
import { Identify } from '../services/api-gateway/authorities';
import { Iam } from '../services/iam/iam';

/** How API Gateway knows who has signed a request, and whether they may invoke a method: whoever is no function is the account's administrator. */
export function callerIdentifier(iam: Iam): Identify {
  return ({ accessKeyId, headers, region, accountId }, methodArn) => {
    const root = { userArn: `arn:${partition(region).name}:iam::${accountId}:root`, userId: accountId };
    return {
      caller: { accessKeyId, accountId, ...iam.sessionOf(accessKeyId) ?? root },
      refusal: iam.refusalOf({ signer: { accessKeyId, region, service: 'execute-api' }, headers }, () => [{ action: 'execute-api:Invoke', resource: methodArn }]),
    };
  };
}
