import { Measure, Metric } from '../../machine/metric';

/** How an API's metrics are called: REST APIs have theirs by the name, HTTP APIs by the id. */
export interface MetricNames {
  readonly dimension: 'ApiName' | 'ApiId';
  readonly clientError: '4XXError' | '4xx';
  readonly serverError: '5XXError' | '5xx';
}

export const REST_METRICS: MetricNames = { dimension: 'ApiName', clientError: '4XXError', serverError: '5XXError' };
export const HTTP_METRICS: MetricNames = { dimension: 'ApiId', clientError: '4xx', serverError: '5xx' };

/** What API Gateway measures of the requests of a stage, for the stage and for the API. */
export class RequestMetrics {
  private readonly metrics: readonly Readonly<Record<'count' | 'clientError' | 'serverError' | 'latency' | 'integrationLatency', Metric>>[];

  constructor(region: string, api: string, stage: string, { dimension, clientError, serverError }: MetricNames, private readonly measure: Measure) {
    this.metrics = [{ [dimension]: api }, { [dimension]: api, Stage: stage }].map(dimensions => {
      const metric = (name: string, unit: string): Metric => ({ region, namespace: 'AWS/ApiGateway', name, dimensions, unit });
      return {
        count: metric('Count', 'Count'),
        clientError: metric(clientError, 'Count'),
        serverError: metric(serverError, 'Count'),
        latency: metric('Latency', 'Milliseconds'),
        integrationLatency: metric('IntegrationLatency', 'Milliseconds'),
      };
    });
  }

  count(statusCode: number, latencyMs: number, integrationLatencyMs?: number) {
    for (const { count, clientError, serverError, latency, integrationLatency } of this.metrics) {
      this.measure(count, 1);
      this.measure(clientError, Number(statusCode >= 400 && statusCode < 500));
      this.measure(serverError, Number(statusCode >= 500));
      this.measure(latency, latencyMs);
      if (integrationLatencyMs !== undefined) this.measure(integrationLatency, integrationLatencyMs);
    }
  }
}
