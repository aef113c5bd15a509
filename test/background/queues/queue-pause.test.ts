import { Match } from 'aws-cdk-lib/assertions';
import { Drain, WhileDrained } from '../../../src';
import { aFunction, anApi, templateOf } from '../../an-api';

const REGION = 'eu-west-1';

/** An API with a drain switch and queues that pause, or do not. */
function withQueues(queues: Record<string, WhileDrained | undefined>) {
  const api = anApi({ drain: Drain.byPeers() });
  for (const [id, whileDrained] of Object.entries(queues)) {
    const queue = api.addQueue(id, { whileDrained });
    api.regionalApis.forEach(region => queue.consume(aFunction(region, `${id}Worker`)));
  }
  return templateOf(api, REGION);
}

const paused = withQueues({ Orders: WhileDrained.pause(), Returns: WhileDrained.pause(), Others: undefined });
const functionOf = (description: RegExp) => Match.objectLike({ Description: Match.stringLikeRegexp(description.source) });
const mapping = (id: string) => Object.keys(paused.findResources('AWS::Lambda::EventSourceMapping')).find(name => name.includes(`${id}Queue`))!;

test('one function in a Region looks every minute after all workers that pause, and after no others', () => {
  paused.resourcePropertiesCountIs('AWS::Lambda::Function', functionOf(/Pauses the workers/), 1);
  paused.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { DRAIN_SWITCH: 'Shop-DrainSwitch', MAPPINGS: { 'Fn::Join': ['', [{ Ref: mapping('Orders') }, ',', { Ref: mapping('Returns') }]] } } },
  });
  paused.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
});

test('it may read the switch in its Region, and disable and enable those workers', () => {
  const arnOf = (id: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:lambda:${REGION}:`, { Ref: 'AWS::AccountId' }, ':event-source-mapping:', { Ref: mapping(id) }]] });
  const update = { Effect: 'Allow', Action: ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'] };
  paused.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: Match.anyValue() },
        { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:dynamodb:${REGION}:`, { Ref: 'AWS::AccountId' }, ':table/Shop-DrainSwitch']] } },
        { ...update, Resource: arnOf('Orders') },
        { ...update, Resource: arnOf('Returns') },
      ],
    },
  });
});

test('without a worker that pauses there is none', () => {
  const finished = withQueues({ Orders: WhileDrained.finish() });
  finished.resourcePropertiesCountIs('AWS::Lambda::Function', functionOf(/Pauses the workers/), 0);
  finished.resourceCountIs('AWS::Events::Rule', 0);
});
