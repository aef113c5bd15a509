import { FunctionDefinition } from './function-definition';
import { versionOf } from './function-description';
import { Measure, Metric } from '../../machine/metric';

type Metrics = Readonly<Record<'invocations' | 'errors' | 'duration' | 'throttles', Metric>>;

/**
 * What Lambda measures of invocations: by function and, of a version or an alias, by that, too.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
 */
export class InvocationMetrics {
  private readonly byFunction = new Map<FunctionDefinition, Map<string | undefined, readonly Metrics[]>>();

  constructor(private readonly measure: Measure) {}

  count(definition: FunctionDefinition, qualifier: string | undefined, durationMs: number, hasFailed: boolean) {
    for (const { invocations, errors, duration, throttles } of this.of(definition, qualifier)) {
      this.measure(invocations, 1);
      this.measure(errors, Number(hasFailed));
      this.measure(duration, durationMs);
      this.measure(throttles, 0);
    }
  }

  private of(definition: FunctionDefinition, qualifier: string | undefined): readonly Metrics[] {
    const ofFunction = this.byFunction.get(definition) ?? new Map<string | undefined, readonly Metrics[]>();
    this.byFunction.set(definition, ofFunction);
    const metrics = ofFunction.get(qualifier) ?? dimensionsOf(definition, qualifier).map(dimensions => metricsOf(definition, dimensions));
    ofFunction.set(qualifier, metrics);
    return metrics;
  }
}

function dimensionsOf(definition: FunctionDefinition, qualifier: string | undefined): Record<string, string>[] {
  const { functionName: FunctionName } = definition;
  if (qualifier === undefined) return [{ FunctionName }];
  const Resource = `${FunctionName}:${qualifier}`;
  const ExecutedVersion = versionOf(definition, qualifier);
  const isAlias = ExecutedVersion !== undefined && ExecutedVersion !== qualifier;
  return [{ FunctionName }, { FunctionName, Resource }, ...isAlias ? [{ FunctionName, Resource, ExecutedVersion }] : []];
}

function metricsOf({ region }: FunctionDefinition, dimensions: Record<string, string>): Metrics {
  const metric = (name: string, unit: string): Metric => ({ region, namespace: 'AWS/Lambda', name, dimensions, unit });
  return {
    invocations: metric('Invocations', 'Count'),
    errors: metric('Errors', 'Count'),
    duration: metric('Duration', 'Milliseconds'),
    throttles: metric('Throttles', 'Count'),
  };
}
