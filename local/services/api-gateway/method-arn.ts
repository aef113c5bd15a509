import { ApiDefinition } from './api-definition';
import { EntryPoint } from './entry-point';
import { partition } from '../../machine/aws-regions';

/** What the permissions of functions call an authorizer. */
export function authorizerArn({ id, region, accountId }: ApiDefinition, authorizerId: string): string {
  return `arn:${partition(region).name}:execute-api:${region}:${accountId}:${id}/authorizers/${authorizerId}`;
}

/** What policies call one method of one path, e.g. `arn:aws:execute-api:us-east-1:123456789012:abcdef123/prod/GET/orders/7`. */
export function methodArn({ id, region, accountId }: ApiDefinition, { stage, routePath }: EntryPoint, httpMethod: string): string {
  return `arn:${partition(region).name}:execute-api:${region}:${accountId}:${id}/${stage.name}/${httpMethod}${routePath}`;
}
