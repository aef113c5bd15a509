import { FunctionDefinition } from './function-definition';
import { Measure, Metric } from '../../machine/metric';

type Metrics = Readonly<Record<'invocations' | 'errors' | 'duration' | 'throttles', Metric>>;

/** What Lambda measures of invocations, by function. */
export class InvocationMetrics {
  private readonly byFunction = new Map<FunctionDefinition, Metrics>();

  constructor(private readonly measure: Measure) {}

  count(definition: FunctionDefinition, durationMs: number, hasFailed: boolean) {
    const { invocations, errors, duration, throttles } = this.of(definition);
    this.measure(invocations, 1);
    this.measure(errors, Number(hasFailed));
    this.measure(duration, durationMs);
    this.measure(throttles, 0);
  }

  private of(definition: FunctionDefinition): Metrics {
    let metrics = this.byFunction.get(definition);
    if (!metrics) {
      const { region, functionName: FunctionName } = definition;
      const dimensions = { FunctionName };
      const metric = (name: string, unit: string): Metric => ({ region, namespace: 'AWS/Lambda', name, dimensions, unit });
      metrics = {
        invocations: metric('Invocations', 'Count'),
        errors: metric('Errors', 'Count'),
        duration: metric('Duration', 'Milliseconds'),
        throttles: metric('Throttles', 'Count'),
      };
      this.byFunction.set(definition, metrics);
    }
    return metrics;
  }
}
