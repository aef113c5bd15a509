import { Metric } from '../../machine/metric';

/**
 * What an event in CloudWatch's embedded metric format measures, as AWS Lambda Powertools writes it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(event: string, region: string): [Metric, value: number][] {
  if (!event.includes('"_aws"')) return [];
  let fields: Record<string, any>;
  try {
    fields = JSON.parse(event);
  } catch {
    return [];
  }
  return listOf(fields._aws?.CloudWatchMetrics).flatMap(({ Namespace: namespace, Metrics, Dimensions }) => {
    const sets: string[][] = Array.isArray(Dimensions) && Dimensions.length > 0 ? Dimensions : [[]];
    return listOf(Metrics).flatMap(({ Name: name, Unit: unit }) => sets.flatMap(names => {
      const dimensions = Object.fromEntries(names.map(dimension => [dimension, String(fields[dimension])]));
      return numbersOf(fields[name]).map((value): [Metric, number] => [{ region, namespace, name, unit, dimensions }, value]);
    }));
  });
}

function numbersOf(value: unknown): number[] {
  return [value].flat().filter(one => typeof one === 'number');
}

function listOf(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}
