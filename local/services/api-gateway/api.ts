import { ApiDefinition } from './api-definition';
import { Arrival } from './arrival';
import { EntryPoint } from './entry-point';
import { HttpRequest, HttpResponse } from './http-message';
import { MetricNames } from './request-metrics';

/** What the gateway needs of an API, whichever kind it is. */
export interface Api {
  readonly definition: ApiDefinition;
  /** The answer where the endpoint is off or there is no such stage. */
  readonly noEntry: HttpResponse;
  readonly metricNames: MetricNames;
  answer(request: HttpRequest, entry: EntryPoint, arrival: Arrival): Promise<HttpResponse>;
  /** The path of the resource, or the key of the route, that a request means. */
  routeOf(request: HttpRequest, entry: EntryPoint): string | undefined;
  /** The headers that name a request in its answer. */
  ids(arrival: Arrival): Record<string, string>;
}
