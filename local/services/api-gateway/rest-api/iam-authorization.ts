import { Authorities } from '../authorities';
import { HttpResponse } from '../http-message';
import { methodArn } from '../method-arn';
import { accessDenied, REST_ANSWERS, signatureRefused } from './rest-answers';
import { Authorized } from './rest-authorized';
import { RestRequest } from './rest-event';
import { signatureOf } from '../signature';

/**
 * Whom IAM lets invoke a method: callers whose signature is of the right form, and whose policies allow it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
 */
export function authorizeByIam({ restApi, request, entry }: RestRequest, { identify }: Authorities): Authorized | { refused: HttpResponse } {
  const signature = signatureOf(request, restApi);
  if ('problem' in signature) {
    const { errorType, message } = signature.problem;
    return { refused: errorType === 'MissingAuthenticationTokenException' ? REST_ANSWERS.missingAuthenticationToken : signatureRefused(errorType, message) };
  }
  const arn = methodArn(restApi, entry, request.method);
  const { caller, refusal } = identify(signature, arn);
  return refusal === undefined ? { caller } : { refused: accessDenied(refusal.replace(arn, masked(arn, restApi.accountId))) };
}

/** As API Gateway tells callers of an account. */
function masked(arn: string, accountId: string): string {
  return arn.replace(`:${accountId}:`, `:********${accountId.slice(-4)}:`);
}
