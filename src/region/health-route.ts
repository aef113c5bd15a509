import { RouteSettings } from '../gateway/route';
import { HealthCheck } from '../health/health-check';
import { refusal } from '../synthesis/refusal';

/** Route 53's checkers must find what the health check is about, and send no credentials. */
export function validateBesideHealthCheck(health: HealthCheck, method: string, path: string, options: RouteSettings) {
  if (path !== health._endpoint?.path || !['GET', 'ANY'].includes(method)) return;
  if (!health._answer.byRoute) {
    throw refusal('A route must not shadow the health check', `${method} ${path}`,
      'Give the health check another `path`, or choose `HealthCheck.custom()` to answer it yourself');
  }
  const { authorizer, apiKeyRequired } = options;
  if (apiKeyRequired || (authorizer && !authorizer._isOpen)) {
    throw refusal('The route of the health check must be open, for Route 53\'s checkers send no credentials', `${method} ${path}`,
      'Give it `Authorizer.none()` and no `apiKeyRequired`');
  }
}
