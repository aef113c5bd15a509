import { Stack, TemplateResource } from '../../../scripts/updates/deployed';
import { deploy, Deployment, State } from '../../../scripts/updates/deployment';
import { UpdateSchema } from '../../../scripts/updates/replacing-properties';

const SCHEMAS = new Map<string, UpdateSchema>([
  ['AWS::SNS::Topic', { replacing: ['TopicName'], identifier: ['TopicName'] }],
  ['AWS::SNS::Subscription', { replacing: ['TopicArn'], identifier: ['Arn'] }],
  ['AWS::Lambda::Function', { replacing: ['FunctionName'], identifier: ['FunctionName'] }],
]);

type Resources = Record<string, TemplateResource>;

function stack(name: string, resources: Resources, { region = 'eu-west-1', after = [] }: { region?: string; after?: string[] } = {}): Stack {
  return { name, region, resources, after };
}

function update(before: Stack[], after: Stack[]): Deployment {
  return deploy({ stacks: before, retained: [] }, after, SCHEMAS);
}

const topic = (TopicName: string, more: Partial<TemplateResource> = {}): TemplateResource => ({ Type: 'AWS::SNS::Topic', Properties: { TopicName }, ...more });
const kinds = ({ changes }: Deployment) => changes.map(({ type, kind }) => `${type.split('::')[2]} ${kind}`);

test('what stays as it was is no change', () => {
  const { changes, faults } = update([stack('Shop', { Calls: topic('calls') })], [stack('Shop', { Calls: topic('calls') })]);
  expect({ changes, faults }).toEqual({ changes: [], faults: [] });
});

test('another value of a create-only property makes another resource, and so do references to it', () => {
  const resources = (name: string): Resources => ({
    Calls: topic(name),
    Mail: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'Calls' } } },
    Handler: { Type: 'AWS::Lambda::Function', Properties: { Environment: { TOPIC: { 'Fn::GetAtt': ['Calls', 'TopicArn'] } } } },
    Other: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler' } },
  });
  const deployment = update([stack('Shop', resources('calls'))], [stack('Shop', resources('alerts'))]);
  expect(kinds(deployment)).toEqual(['Topic replaced', 'Subscription replaced', 'Function changed']);
  expect(deployment.faults).toEqual([]);
});

test('what is under another logical ID is made before the old one goes, and finds its name taken', () => {
  const deployment = update([stack('Shop', { Calls: topic('calls') })], [stack('Shop', { Alerts: topic('calls') })]);
  expect(kinds(deployment)).toEqual(['Topic added', 'Topic removed']);
  expect(deployment.faults).toEqual(['the name of an `AWS::SNS::Topic` is there once']);
});

test('a name is taken in its Region only', () => {
  expect(update([stack('Shop', { Calls: topic('calls') })], [stack('Shop', { Calls: topic('calls') }), stack('Store', { Calls: topic('calls') }, { region: 'us-east-1' })]).faults).toEqual([]);
});

test('a stack that leaves the app stays, with all that is in it', () => {
  const { left, faults, state } = update([stack('Shop', { Calls: topic('calls') })], [stack('Store', { Calls: topic('calls') })]);
  expect({ left, faults }).toEqual({ left: ['Shop'], faults: ['the name of an `AWS::SNS::Topic` is there once'] });
  expect(state.stacks.map(({ name }) => name)).toEqual(['Store', 'Shop']);
});

test.each(['DeletionPolicy', 'UpdateReplacePolicy'] as const)('what is retained by its %s keeps its name', policy => {
  const first: State = { stacks: [stack('Shop', { Calls: topic('calls', { [policy]: 'Retain' }) })], retained: [] };
  const second = deploy(first, [stack('Shop', policy === 'DeletionPolicy' ? {} : { Calls: topic('alerts') })], SCHEMAS);
  expect(second.faults).toEqual([]);
  expect(deploy(second.state, [stack('Shop', { Again: topic('calls') })], SCHEMAS).faults).toEqual(['the name of an `AWS::SNS::Topic` is there once']);
});

test('what is deleted is no longer in the way of the next stack', () => {
  const [withTopic, without] = [{ Calls: topic('calls') }, {}];
  const faults = (after: string[]) => update([stack('A', withTopic), stack('B', without)], [stack('A', without), stack('B', withTopic, { after })]).faults;
  expect(faults(['A'])).toEqual([]);
});

test('an order of stacks in which it would fail is one too many', () => {
  const faults = (before: [Resources, Resources], after: [Resources, Resources]) =>
    update([stack('A', before[0]), stack('B', before[1])], [stack('A', after[0]), stack('B', after[1])]).faults;
  const withTopic = { Calls: topic('calls') };
  expect(faults([withTopic, {}], [{}, withTopic])).toHaveLength(1);
  expect(faults([{}, withTopic], [withTopic, {}])).toHaveLength(1);
});

test('one type cannot become another', () => {
  const { faults } = update([stack('Shop', { It: topic('calls') })], [stack('Shop', { It: { Type: 'AWS::Lambda::Function' } })]);
  expect(faults).toEqual(['the type of a resource stays']);
});
