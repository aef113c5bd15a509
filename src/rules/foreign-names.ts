import { DeployedResources, Resource } from './deployed-resources';
import { isObject, listOf, textOf } from '../synthesis/template-values';

/** What a property says of another Region than its own. */
export interface ForeignName {
  /** E.g. `DeadLetterConfig.TargetArn`. */
  readonly property: string;
  /** As messages tell it: an ARN, the host of a URL, or whose value it is. */
  readonly name: string;
  readonly region: string;
  /** E.g. `lambda`; none where it is known after deployment only. */
  readonly service?: string;
  /** Whether the resource names the same of its own Region, as what is for all Regions does. */
  readonly isBesideOwn: boolean;
  /** Whether CDK brings it from another Region's stack, so that each of the two waits for the other. */
  readonly isCarried: boolean;
}

export function foreignNamesIn(deployed: DeployedResources, resource: Resource): ForeignName[] {
  if (!mayNameAnother(deployed, resource)) return [];
  const values = [...valuesIn(resource.properties)].map(({ property, value }) => ({ property, value, text: textOf(value, resource.region) }));
  const isNamed = (own: string) => values.some(({ text }) => text?.includes(own));
  const names = values.flatMap(({ property, value, text }) => [
    ...text === undefined ? [] : namesInText(text, resource.region)
      .map(found => ({ property, ...found, isBesideOwn: isNamed(found.own), isCarried: false })),
    ...carriedFrom(deployed, resource, value).map(found => ({ property, ...found, isBesideOwn: false, isCarried: true })),
  ]);
  return [...new Map(names.map(found => [`${found.property} ${found.name}`, found])).values()];
}

const ANOTHER = /[a-z]{2,4}(-[a-z]+)+-\d|"Fn::(GetStackOutput"|Join":\["[^"])/;

/** Most resources name no Region but their own, which their text says as a whole, unless its pieces are joined by more than nothing. */
function mayNameAnother(deployed: DeployedResources, { properties, region }: Resource): boolean {
  return deployed.ofType(READER).length > 0 || ANOTHER.test(JSON.stringify(properties).replaceAll(region, ''));
}

interface Value {
  readonly property: string;
  readonly value: unknown;
}

/** All values, those that are put together as a whole. */
function* valuesIn(value: unknown, property: string = ''): Generator<Value> {
  if (Array.isArray(value)) {
    for (const part of value) yield* valuesIn(part, property);
    return;
  }
  yield { property, value };
  if (!isObject(value)) return;
  for (const [key, part] of Object.entries(value)) {
    const parts = key === 'Fn::Join' ? listOf(part[1]).filter(isObject) : part;
    yield* valuesIn(parts, key.startsWith('Fn::') ? property : [property, key].filter(Boolean).join('.'));
  }
}

const REST = '(?:\\$\\{[^}]*\\}|[^\\s"\'\\\\,<>(){}])*';
const REGION = '[a-z]{2,4}(?:-[a-z]+)+-\\d+';

/** ARNs, and hosts like that of a queue or of an image, which may be in the middle of a text. */
function namesInText(text: string, own: string) {
  if (!/-\d/.test(text)) return [];
  const patterns = [
    `arn:(?:[a-z-]+|\\$\\{AWS::Partition\\}):([a-z0-9-]+):(?!${own}:)(${REGION}):${REST}`,
    `(?:[a-z0-9.-]|\\$\\{[^}]*\\})*?([a-z0-9-]+)\\.(?!${own}\\.)(${REGION})\\.(?:amazonaws\\.com|on\\.aws|\\$\\{AWS::URLSuffix\\})${REST}`,
  ];
  return patterns.flatMap(pattern => [...text.matchAll(new RegExp(pattern, 'g'))]
    .map(([name, service, region]) => ({ name: name.replace(/\/invocations$/, ''), service, region, own: name.replaceAll(region, own) })));
}

const READER = 'Custom::CrossRegionExportReader';

/** What CDK brings from a stack of another Region. */
function carriedFrom(deployed: DeployedResources, resource: Resource, value: unknown): { name: string; region: string }[] {
  if (!isObject(value)) return [];
  const output = value['Fn::GetStackOutput'];
  if (isObject(output)) {
    return output.Region === undefined || output.Region === resource.region ? [] : [nameOf(output.StackName, output.Region)];
  }
  const [, attribute] = listOf(value['Fn::GetAtt']);
  if (!deployed.referredBy(resource, value, READER)) return [];
  const writers = deployed.ofType('Custom::CrossRegionExportWriter').filter(({ properties }) => attribute in (properties.WriterProps?.exports ?? {}));
  return writers.map(({ stack, region }) => nameOf(stack.stackName, region));
}

function nameOf(stackName: string, region: string) {
  return { name: `what the stack ${stackName} in ${region} has`, region };
}
