import { parseYaml } from '../../../local/cloudformation/yaml';

test.each([
  ['!Ref Table', { Ref: 'Table' }],
  ['!Condition IsLive', { Condition: 'IsLive' }],
  ['!GetAtt Hello.Arn', { 'Fn::GetAtt': 'Hello.Arn' }],
  ['!GetAtt [Hello, Arn]', { 'Fn::GetAtt': ['Hello', 'Arn'] }],
  ['!Sub "${AWS::Region}-x"', { 'Fn::Sub': '${AWS::Region}-x' }],
  ['!If [IsLive, !Ref One, !Sub [a, { b: !Ref Two }]]', { 'Fn::If': ['IsLive', { Ref: 'One' }, { 'Fn::Sub': ['a', { b: { Ref: 'Two' } }] }] }],
  ['!Transform { Name: "AWS::Include", Parameters: { Location: x } }', { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 'x' } } }],
  ['!GetAZs ""', { 'Fn::GetAZs': '' }],
])('the short form %s is the function', (text, value) => {
  expect(parseYaml(`A: ${text}`)).toEqual({ A: value });
});

test('a date is a text, as the version of a policy is', () => {
  expect(parseYaml('Version: 2012-10-17')).toEqual({ Version: '2012-10-17' });
});

test('a file in JSON is read, too', () => {
  expect(parseYaml('\n{\t"A": 1 }')).toEqual({ A: 1 });
});
