import { filterPattern } from './filter-pattern';
import { FilterPattern } from './found';
import { Measure } from '../../machine/metric';

/** A metric filter of a log group, as its template defines it. */
export interface MetricFilterDefinition {
  readonly region: string;
  readonly logGroupName: string;
  readonly pattern: string;
  readonly metrics: readonly {
    readonly namespace: string;
    readonly name: string;
    /** A number, or where it is in the event, e.g. `$.latency`. */
    readonly value: string;
    readonly unit?: string;
    /** What counts where an event does not match. */
    readonly defaultValue?: number;
    /** Their values are where they are in the event. */
    readonly dimensions: Readonly<Record<string, string>>;
  }[];
}

/** Measures what a pattern finds in the events of a log group. */
export class MetricFilter {
  private readonly pattern: FilterPattern;

  constructor(private readonly definition: MetricFilterDefinition, private readonly measure: Measure) {
    this.pattern = filterPattern(definition.pattern);
  }

  see(event: string) {
    const { region, metrics } = this.definition;
    const found = this.pattern(event);
    for (const { namespace, name, unit, value, defaultValue, dimensions } of metrics) {
      const measured = found ? Number(value.startsWith('$') ? found.valueOf(value) : value) : defaultValue;
      const named = Object.entries(dimensions).map(([dimension, where]) => [dimension, found?.valueOf(where)]);
      if (measured === undefined || Number.isNaN(measured) || named.some(([, known]) => known === undefined)) continue;
      this.measure({ region, namespace, name, unit, dimensions: Object.fromEntries(named.map(([key, known]) => [key, String(known)])) }, measured);
    }
  }
}
