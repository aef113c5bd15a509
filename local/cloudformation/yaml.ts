import { CollectionTag, parse, ScalarTag, YAMLMap, YAMLSeq } from 'yaml';

const SHORT_FORMS = [
  'And', 'Base64', 'Cidr', 'Condition', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'Ref',
  'Select', 'Split', 'Sub', 'ToJsonString', 'Transform',
];

/** `!Sub …` as `Fn::Sub`, whatever is behind it. */
const TAGS = SHORT_FORMS.flatMap((name): (ScalarTag | CollectionTag)[] => {
  const long = ['Condition', 'Ref'].includes(name) ? name : `Fn::${name}`;
  const resolve = (value: YAMLMap.Parsed | YAMLSeq.Parsed | string) => ({ [long]: typeof value === 'string' ? value : value.toJSON() });
  return [{ tag: `!${name}`, resolve }, { tag: `!${name}`, resolve, collection: 'map' }, { tag: `!${name}`, resolve, collection: 'seq' }];
});

/** What a file in JSON or YAML says, with CloudFormation's short forms of its functions. */
export function parseYaml(text: string): any {
  return text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text, { customTags: TAGS });
}
