import { collision } from '../../../scripts/updates/collisions';
import { Resource } from '../../../scripts/updates/deployed';

function resource(id: string, type: string, properties: Record<string, unknown>, region: string = 'eu-west-1'): Resource {
  return { id, type, properties, region };
}

function collide(type: string, one: Record<string, unknown>, other: Record<string, unknown>, [otherType, otherRegion]: string[] = [type, 'eu-west-1'], ...more: Resource[]) {
  const [left, right] = [resource('one', type, one), resource('other', otherType, other, otherRegion)];
  const world = new Map([left, right, ...more].map(item => [item.id, item]));
  return [collision(left, right, world, new Map()), collision(right, left, world, new Map())];
}

const both = (why: string | undefined) => [why, why];
const API = { Ref: 'Api' };
const VARIABLE = 'a path has one variable part at a place';

describe('paths of a REST API', () => {
  const part = (PathPart: string, parent: string = 'Root') => ({ RestApiId: API, ParentId: { Ref: parent }, PathPart });
  test.each([
    ['{id}', '{order}', VARIABLE], ['{id}', '{proxy+}', VARIABLE], ['{id}', 'all', undefined], ['all', 'open', undefined], ['all', 'all', 'a path of an API is there once'],
  ])('%s beside %s', (one, other, why) => {
    expect(collide('AWS::ApiGateway::Resource', part(one), part(other))).toEqual(both(why));
  });
  test('have variable parts of other names elsewhere', () => {
    expect(collide('AWS::ApiGateway::Resource', part('{id}'), part('{order}', 'Orders'))).toEqual(both(undefined));
  });
});

describe('routes of an HTTP API', () => {
  const route = (RouteKey: string) => ({ ApiId: API, RouteKey });
  test.each([
    ['GET /orders/{id}', 'GET /orders/{order}', VARIABLE],
    ['GET /orders/{id}', 'POST /orders/{order}', VARIABLE],
    ['GET /orders/{id}', 'GET /orders/{proxy+}', VARIABLE],
    ['GET /orders/{id}/items', 'GET /orders/{order}/lines', VARIABLE],
    ['GET /orders/{id}', 'POST /orders/{id}', undefined],
    ['GET /orders/{id}', 'GET /orders/{id}/items', undefined],
    ['GET /orders/{id}', 'GET /sales/{sale}', undefined],
    ['GET /orders', '$default', undefined],
    ['GET /orders', 'GET /orders', 'a route of an API is there once'],
  ])('%s beside %s', (one, other, why) => {
    expect(collide('AWS::ApiGatewayV2::Route', route(one), route(other))).toEqual(both(why));
  });
});

test('both kinds of API map a base path of a name', () => {
  const mapped = { DomainName: { Ref: 'Name' } };
  const why = 'a base path below a name is there once';
  const types = ['AWS::ApiGatewayV2::ApiMapping', 'eu-west-1'];
  expect(collide('AWS::ApiGateway::BasePathMapping', mapped, mapped, types)).toEqual(both(why));
  expect(collide('AWS::ApiGateway::BasePathMapping', { ...mapped, BasePath: 'shop' }, { ...mapped, ApiMappingKey: 'shop' }, types)).toEqual(both(why));
  expect(collide('AWS::ApiGateway::BasePathMapping', mapped, { ...mapped, ApiMappingKey: 'shop' }, types)).toEqual(both(undefined));
});

test('an API key has its value alone in a Region', () => {
  expect(collide('AWS::ApiGateway::ApiKey', { Name: 'a', Value: 'x' }, { Name: 'b', Value: 'x' })).toEqual(both('the value of an API key is there once'));
  expect(collide('AWS::ApiGateway::ApiKey', { Name: 'a', Value: 'x' }, { Name: 'b', Value: 'x' }, ['AWS::ApiGateway::ApiKey', 'us-east-1'])).toEqual(both(undefined));
});

test('an API key is in one usage plan of a stage', () => {
  const plan = (id: string, Stage: string) => resource(id, 'AWS::ApiGateway::UsagePlan', { ApiStages: [{ ApiId: API, Stage: { Ref: Stage } }] });
  const key = (UsagePlanId: string) => ({ KeyId: { Ref: 'Key' }, UsagePlanId: { Ref: UsagePlanId } });
  const type = 'AWS::ApiGateway::UsagePlanKey';
  expect(collide(type, key('gold'), key('silver'), undefined, plan('gold', 'Prod'), plan('silver', 'Prod'))).toEqual(both('an API key is in one usage plan of a stage'));
  expect(collide(type, key('gold'), key('silver'), undefined, plan('gold', 'Prod'), plan('silver', 'Beta'))).toEqual(both(undefined));
});

test('a table has its name alone in each Region of its replicas', () => {
  const table = (...regions: string[]) => ({ TableName: 'orders', Replicas: regions.map(Region => ({ Region })) });
  const type = 'AWS::DynamoDB::GlobalTable';
  expect(collide(type, table('eu-west-1', 'us-east-1'), table('us-east-1'), [type, 'us-east-1'])).toEqual(both('the name of a table is there once'));
  expect(collide(type, table('eu-west-1'), table('us-east-1'), [type, 'us-east-1'])).toEqual(both(undefined));
});

describe('records of a name', () => {
  const record = (properties: Record<string, unknown>) => ({ HostedZoneId: 'Z1', Name: 'shop.example.com.', Type: 'A', SetIdentifier: 'one', ...properties });
  const records = (one: Record<string, unknown>, other: Record<string, unknown>) => collide('AWS::Route53::RecordSet', record(one), record({ SetIdentifier: 'other', ...other }));
  const EUROPE = { GeoLocation: { ContinentCode: 'EU' } };

  test.each<[string, Record<string, unknown>, Record<string, unknown>, string | undefined]>([
    ['two of latency', { Region: 'a' }, { Region: 'b' }, undefined],
    ['two of latency for a Region', { Region: 'a' }, { Region: 'a' }, 'a name has one latency record for a place'],
    ['two for a place', EUROPE, EUROPE, 'a name has one geolocation record for a place'],
    ['two for two places', EUROPE, { GeoLocation: { ContinentCode: 'AF' } }, undefined],
    ['two of equal weight', { Weight: 1 }, { Weight: 1 }, undefined],
    ['two of a set identifier', { Weight: 1 }, { Weight: 2, SetIdentifier: 'one' }, 'a record is there once, whoever writes it'],
    ['two policies', { Weight: 1 }, EUROPE, 'the records of a name have one routing policy'],
    ['two policies of two types', { Weight: 1 }, { ...EUROPE, Type: 'AAAA' }, undefined],
    ['a CNAME beside others', { Weight: 1 }, { Weight: 2, Type: 'CNAME' }, 'a name with a CNAME record has no other records'],
    ['two zones', EUROPE, { ...EUROPE, HostedZoneId: 'Z2' }, undefined],
    ['two names', EUROPE, { ...EUROPE, Name: 'store.example.com.' }, undefined],
  ])('%s', (_what, one, other, why) => {
    expect(records(one, other)).toEqual(both(why));
  });

  test('are the same, whoever writes them, in whichever Region', () => {
    const { HostedZoneId, ...own } = record({ ...EUROPE, Name: 'Shop.example.com' });
    expect(collide('AWS::Route53::RecordSet', record(EUROPE), { HostedZoneId, Records: [own] }, ['Custom::ZoneRecords', 'us-east-1']))
      .toEqual(both('a record is there once, whoever writes it'));
  });
});
