import { StageThrottles, ThrottleDefinition } from '../../services/api-gateway/throttling';
import { Resource } from '../resource';

/** What an account has for each where a throttle leaves one out. */
const OF_ACCOUNT = { rateLimit: 10_000, burstLimit: 5_000 };

const OF_EACH = '* *';

/** The throttles of a REST API's stage, or of the stage that comes with a deployment. */
export function readStageThrottles(stage: Resource): StageThrottles | undefined {
  return throttlesOf(methodSettings(stage).map(settings => [`${settings.HttpMethod ?? '*'} ${pathOf(settings.ResourcePath ?? '/*')}`, settings]));
}

/** The throttles of an HTTP API's stage. */
export function readRouteThrottles(stage: Resource): StageThrottles | undefined {
  return throttlesOf([[OF_EACH, stage.property('DefaultRouteSettings') ?? {}], ...Object.entries(stage.property('RouteSettings') ?? {})]);
}

/** The settings of methods of a stage, or of the stage that comes with a deployment. */
export function methodSettings(stage: Resource): any[] {
  const { MethodSettings = [], ...ofAll } = stage.property('StageDescription') ?? {};
  return [ofAll, ...stage.property('MethodSettings') ?? [], ...MethodSettings];
}

export function throttleOf(rateLimit: unknown, burstLimit: unknown): ThrottleDefinition | undefined {
  if (rateLimit === undefined && burstLimit === undefined) return undefined;
  return { rateLimit: Number(rateLimit ?? OF_ACCOUNT.rateLimit), burstLimit: Number(burstLimit ?? OF_ACCOUNT.burstLimit) };
}

function throttlesOf(settings: [routeKey: string, settings: any][]): StageThrottles | undefined {
  const throttles = settings.flatMap(([routeKey, { ThrottlingRateLimit, ThrottlingBurstLimit }]) => {
    const throttle = throttleOf(ThrottlingRateLimit, ThrottlingBurstLimit);
    return throttle ? [[routeKey, throttle]] : [];
  });
  const { [OF_EACH]: ofEach, ...routes } = Object.fromEntries(throttles);
  return throttles.length > 0 ? { ofEach, routes } : undefined;
}

/** `/~1orders~1{id}` is `/orders/{id}`, `/*` are all. */
function pathOf(written: string): string {
  const path = written.slice(1).replaceAll('~1', '/');
  return path === '*' || path.startsWith('/') ? path : `/${path}`;
}
