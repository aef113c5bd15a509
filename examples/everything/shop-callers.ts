import { Duration } from 'aws-cdk-lib';
import { acknowledgeIndexes } from './acknowledged-findings';
import { type Callers } from './shop-routes';
import { TracedFunction } from './traced-function';
import { Authorizer, GlobalTableBase, RegionalApi } from 'cdk-multi-region-serverless-api';

/** Who calls the shop in one Region, and how they prove it. */
export function shopCallers(region: RegionalApi, items: GlobalTableBase): Record<Callers, Authorizer> {
  const authorizer = (exported: string) => {
    const handler = new TracedFunction(region, `${exported}Authorizer`, {
      file: 'authorizers.ts', exported, environment: { SECRETS_TABLE_NAME: items.tableName },
    });
    items.grant(handler, 'dynamodb:GetItem');
    acknowledgeIndexes(handler.role!, items, region);
    return handler;
  };
  return {
    everybody: Authorizer.none(),
    customers: Authorizer.cognito('customers', { userPoolArn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Customers' }),
    staff: Authorizer.iam(),
    suppliers: Authorizer.lambdaToken('suppliers', authorizer('byToken'), { resultsCacheTtl: Duration.minutes(2) }),
    carriers: Authorizer.lambdaRequest('carriers', authorizer('byRequest'), { headers: ['X-Carrier', 'X-Carrier-Secret'] }),
  };
}
