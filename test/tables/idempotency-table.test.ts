import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { Idempotency, IdempotencyTable, MultiRegionServerlessApi } from '../../src';
import { aFunction, anApi, templateOf } from '../an-api';

const REGIONS = ['us-east-1', 'eu-west-1'];
const charges = (api: MultiRegionServerlessApi, across = Idempotency.afterReplication()) => api.addIdempotencyTable('Charges', { across });
const tableOf = (once: IdempotencyTable) => Object.values(Template.fromStack(Stack.of(once.table)).findResources('AWS::DynamoDB::GlobalTable'))[0];

test('after replication it is an eventually consistent table as Powertools has it, whose records expire and go with the app', () => {
  const table = tableOf(charges(anApi()));
  expect(table.Properties).not.toHaveProperty('MultiRegionConsistency');
  expect(table).toMatchObject({
    DeletionPolicy: 'Delete',
    Properties: {
      TableName: 'Shop-Charges',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
    },
  });
});

test('a strong one is a strongly consistent table, with a witness if need be, and without expiry', () => {
  const api = anApi({ regions: ['eu-west-1', 'eu-central-1'] });
  const { Properties } = tableOf(charges(api, Idempotency.strong({ witness: 'eu-west-3' })));
  expect(Properties).toMatchObject({
    MultiRegionConsistency: 'STRONG',
    GlobalTableWitnesses: [{ Region: 'eu-west-3' }],
  });
  expect(Properties).not.toHaveProperty('TimeToLiveSpecification');
});

test('a strong one is refused where strong consistency is', () => {
  expect(() => charges(anApi(), Idempotency.strong())).toThrow(/three Regions|witness/);
});

test('what is not made by `Idempotency` is refused', () => {
  expect(() => anApi().addIdempotencyTable('Charges', { across: 'strong' } as never)).toThrow('`across` must be made by `Idempotency`, got: "strong"');
});

test('a function may do with the records beside it what Powertools does, and nothing else', () => {
  const api = anApi();
  charges(api).grant(aFunction(api.inRegion('eu-west-1')));
  templateOf(api, 'eu-west-1').hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        Resource: Match.arrayWith([{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':dynamodb:eu-west-1:', { Ref: 'AWS::AccountId' }, ':table/Shop-Charges']] }]),
      })]),
    },
  });
});

describe('the prefix of the keys', () => {

  test.each<[string, (region: string) => string]>([
    ['a function\'s place in the stack', () => 'Charge'],
    ['it where the Region is in the name of the function', region => `Charge-${region}`],
  ])('is %s, the same in all Regions, beside the table', (_, id) => {
    const api = anApi();
    const once = charges(api);
    api.regionalApis.forEach(region => once.grant(aFunction(new Construct(region, 'Payments'), id(region.region))));
    const [one, other] = REGIONS.map(region => {
      const { IDEMPOTENCY_TABLE: table, IDEMPOTENCY_KEY_PREFIX: prefix } = onlyFunction(api, region);
      return { table, prefix };
    });
    expect(one).toEqual({ table: 'Shop-Charges', prefix: expect.stringMatching(/^Shop\/Payments\/Charge/) });
    expect(other).toEqual(one);
  });

  test('is the same in stacks of other names', () => {
    const app = new App();
    const api = anApi({ stacks: REGIONS.map((region, i) => new Stack(app, `Part${i}`, { env: { region } })) }, app);
    const once = charges(api);
    api.regionalApis.forEach(region => once.grant(aFunction(region, 'Charge')));
    expect(REGIONS.map(region => onlyFunction(api, region).IDEMPOTENCY_KEY_PREFIX)).toEqual(['Shop/Charge', 'Shop/Charge']);
  });

  test('is another one for another function', () => {
    const api = anApi();
    const once = charges(api);
    const region = api.inRegion('eu-west-1');
    ['Charge', 'Refund'].forEach(id => once.grant(aFunction(region, id)));
    const functions = Object.values(templateOf(api, 'eu-west-1').findResources('AWS::Lambda::Function'));
    expect(functions.map(({ Properties }) => Properties.Environment?.Variables?.IDEMPOTENCY_KEY_PREFIX).filter(Boolean)).toEqual(['Shop/Charge', 'Shop/Refund']);
  });

  function onlyFunction(api: MultiRegionServerlessApi, region: string) {
    const functions = Object.values(templateOf(api, region).findResources('AWS::Lambda::Function', { Properties: { Environment: { Variables: { IDEMPOTENCY_TABLE: Match.anyValue() } } } }));
    expect(functions).toHaveLength(1);
    return functions[0].Properties.Environment.Variables;
  }
});

test('a function has one such table', () => {
  const api = anApi();
  const handler = aFunction(api.inRegion('eu-west-1'));
  charges(api).grant(handler);
  expect(() => api.addIdempotencyTable('Refunds', { across: Idempotency.afterReplication() }).grant(handler))
    .toThrow('A function must have one table for its idempotency, got: "Shop/eu-west-1/Shop/Handler"');
});

test('a function outside of the Regions is refused, and gets no variables', () => {
  const api = anApi();
  const handler = aFunction(new Stack(new App(), 'Elsewhere', { env: { region: 'sa-east-1' } }));
  expect(() => charges(api).grant(handler)).toThrow('`grantee` must be in a Region that Shop-Charges has a replica in: us-east-1, eu-west-1');
  Template.fromStack(Stack.of(handler)).hasResourceProperties('AWS::Lambda::Function', { Environment: Match.absent() });
});
