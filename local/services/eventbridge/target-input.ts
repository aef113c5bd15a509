import { BusEvent } from './event';
import { RuleDefinition, TargetDefinition } from './rule-definition';

/**
 * What a target gets of an event.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(target: TargetDefinition, event: BusEvent, rule: RuleDefinition): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(at(event, target.InputPath) ?? null);
  return target.InputTransformer ? transformed(target.InputTransformer, event, rule) : JSON.stringify(event);
}

function transformed({ InputPathsMap: paths = {}, InputTemplate: template }: NonNullable<TargetDefinition['InputTransformer']>, event: BusEvent, rule: RuleDefinition): string {
  const { detail, ...envelope } = event;
  const variables: Record<string, unknown> = {
    ...Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, at(event, path)])),
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': event.time,
    'aws.events.event': envelope,
    'aws.events.event.json': event,
  };
  let isInText = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (found, name: string | undefined) => {
    if (found === '"') isInText = !isInText;
    return name !== undefined && Object.hasOwn(variables, name) ? written(variables[name], isInText) : found;
  });
}

/** As JSON or, within a text of the template, as a part of that; what the event does not have is an empty text. */
function written(value: unknown, isInText: boolean): string {
  if (!isInText) return JSON.stringify(value ?? '');
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
  return value === undefined || value === null ? '' : JSON.stringify(text).slice(1, -1);
}

/** What a path leads to, as `$.detail.items[0].name`; a `*` leads to all there is. */
function at(event: BusEvent, path: string): unknown {
  const steps = [...path.replace(/^\$/, '').matchAll(/\.([\w/-]+|\*)|\[(\d+|\*)\]|\['([^']+)'\]/g)].map(([, name, index, quoted]) => name ?? index ?? quoted);
  return steps.reduce<unknown>((value, step, i) => {
    if (typeof value !== 'object' || value === null) return undefined;
    if (step === '*') return Object.values(value);
    const isOfEach = Array.isArray(value) && steps.slice(0, i).includes('*') && !/^\d+$/.test(step);
    return isOfEach ? value.map(element => element?.[step]) : (value as Record<string, unknown>)[step];
  }, event);
}
