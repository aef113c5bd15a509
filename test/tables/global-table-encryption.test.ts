import { App, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { GlobalTable, GlobalTableEncryption, GlobalTableProps, MultiRegionServerlessApi } from '../../src';
import { aFunction, anApi, templateOf } from '../an-api';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };
const REGIONS = ['us-east-1', 'eu-west-1'];
const ARNS = {
  'us-east-1': 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  'eu-west-1': 'arn:aws:kms:eu-west-1:111122223333:key/mrk-99998888',
};

const addTable = (encryption?: GlobalTableEncryption, props: Partial<GlobalTableProps> = {}, api = anApi(), id = 'Orders') =>
  api.addGlobalTable(id, { ...KEY, encryption, ...props });

function tableOf(table: GlobalTable) {
  const [{ Properties }] = Object.values(Template.fromStack(Stack.of(table)).findResources('AWS::DynamoDB::GlobalTable'));
  const keys = Properties.Replicas.map(({ Region, SSESpecification }: any) => [Region, SSESpecification?.KMSMasterKeyId]);
  return { ...Properties, keys: Object.fromEntries(keys) };
}
const keysStack = (api: MultiRegionServerlessApi, region: string) => api.node.findChild(`Keys-${region}`) as Stack;

describe('encryption', () => {
  test('is with a key of DynamoDB\'s by default', () => {
    expect(tableOf(addTable())).not.toHaveProperty('SSESpecification');
    expect(tableOf(addTable(GlobalTableEncryption.dynamoOwnedKey()))).toMatchObject({ SSESpecification: { SSEEnabled: false } });
  });

  test('is with AWS\'s key in each Region', () => {
    expect(tableOf(addTable(GlobalTableEncryption.awsManagedKey()))).toMatchObject({
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' }, keys: { 'us-east-1': undefined, 'eu-west-1': undefined },
    });
  });

  test('with keys that exist names each Region\'s', () => {
    expect(tableOf(addTable(GlobalTableEncryption.existingKeys(ARNS)))).toMatchObject({ SSESpecification: { SSEEnabled: true, SSEType: 'KMS' }, keys: ARNS });
  });

  test.each([['us-east-1'], ['eu-west-1']])('names the keys right when %s is primary', primaryRegion => {
    expect(tableOf(addTable(GlobalTableEncryption.existingKeys(ARNS), {}, anApi({ primaryRegion })))).toMatchObject({ keys: ARNS });
  });

  test('of a primary Region with settings of its own is the same', () => {
    const replicas = [{ region: 'us-east-1', deletionProtection: false }];
    expect(tableOf(addTable(GlobalTableEncryption.existingKeys(ARNS), { replicas }))).toMatchObject({ keys: ARNS });
  });
});

describe('customer-managed keys', () => {
  const CUSTOMER = GlobalTableEncryption.customerManagedKeys();

  test('are one in every Region, in stacks of their own', () => {
    const api = anApi();
    addTable(CUSTOMER, {}, api);
    for (const region of REGIONS) {
      expect(keysStack(api, region)).toMatchObject({ stackName: `Shop-Keys-${region}`, region });
      Template.fromStack(keysStack(api, region)).resourceCountIs('AWS::KMS::Key', 1);
    }
  });

  test('are named by their alias in the table, with no token from another stack', () => {
    const { keys, SSESpecification } = tableOf(addTable(CUSTOMER));
    expect(SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
    for (const region of REGIONS) {
      expect(keys[region]).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:kms:${region}:`, { Ref: 'AWS::AccountId' }, ':alias/Shop-Orders']] });
    }
  });

  test('rotate, are retained, and may be used through DynamoDB by the account', () => {
    const api = anApi();
    addTable(CUSTOMER, {}, api);
    const template = Template.fromStack(keysStack(api, 'eu-west-1'));
    template.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        EnableKeyRotation: true,
        KeyPolicy: {
          Statement: Match.arrayWith([Match.objectLike({
            Effect: 'Allow',
            Principal: { AWS: '*' },
            Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:CreateGrant'],
            Condition: {
              StringEquals: {
                'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] },
                'kms:CallerAccount': { Ref: 'AWS::AccountId' },
              },
            },
          })]),
        },
      },
    });
    template.hasResource('AWS::KMS::Alias', { Properties: { AliasName: 'alias/Shop-Orders' }, DeletionPolicy: 'RetainExceptOnCreate' });
  });

  test('go with a table that goes', () => {
    const api = anApi();
    addTable(CUSTOMER, { removalPolicy: RemovalPolicy.DESTROY }, api);
    const template = Template.fromStack(keysStack(api, 'us-east-1'));
    template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
    template.hasResource('AWS::KMS::Alias', { DeletionPolicy: 'Delete' });
  });

  test('of several tables share a stack in each Region', () => {
    const api = anApi();
    addTable(CUSTOMER, {}, api, 'Orders');
    addTable(CUSTOMER, {}, api, 'Baskets');
    const aliases = Template.fromStack(keysStack(api, 'us-east-1')).findResources('AWS::KMS::Alias');
    expect(Object.values(aliases).map(({ Properties }) => Properties.AliasName)).toEqual(['alias/Shop-Orders', 'alias/Shop-Baskets']);
  });

  test('come before the table, and the table before the Regions', () => {
    const app = new App();
    const api = anApi({}, app);
    const table = addTable(CUSTOMER, {}, api);
    expect(Stack.of(table).dependencies.map(stack => stack.stackName)).toEqual(['Shop-Keys-us-east-1', 'Shop-Keys-eu-west-1']);
    api.regionalApis.forEach(({ stack }) => expect(stack.dependencies).toContain(Stack.of(table)));
    expect(() => app.synth()).not.toThrow();
  });

  test('are the same in all Regions to the letter', () => {
    const api = anApi();
    addTable(CUSTOMER, {}, api);
    const [first, second] = REGIONS.map(region => Template.fromStack(keysStack(api, region)).toJSON());
    expect(second).toEqual(first);
  });

  test('need no statement in the roles of handlers', () => {
    const api = anApi();
    addTable(CUSTOMER, {}, api).grantReadWriteData(aFunction(api.inRegion('eu-west-1')));
    expect(JSON.stringify(templateOf(api, 'eu-west-1').findResources('AWS::IAM::Policy'))).not.toContain('kms:');
  });

  test('are refused to a table whose name makes no alias', () => {
    expect(() => addTable(CUSTOMER, {}, anApi(), 'Orders.v2')).toThrow(/^A table name, which names the keys .* must have at most 250 letters, digits, "_" and "-", got: "Shop-Orders.v2"$/);
    expect(() => addTable(CUSTOMER, {}, anApi(), 'x'.repeat(246))).toThrow(/at most 250/);
    expect(() => addTable(CUSTOMER, {}, anApi(), 'x'.repeat(245))).not.toThrow();
  });

  test('are not there without a table that wants them', () => {
    const api = anApi();
    addTable(GlobalTableEncryption.awsManagedKey(), {}, api);
    expect(api.node.children.map(({ node }) => node.id)).not.toContain('Keys-us-east-1');
  });
});

describe('keys that exist', () => {
  const VIA = { StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] } } };
  const READ = ['kms:Decrypt', 'kms:DescribeKey'];
  const USE = [...READ, 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

  function keyStatements(ofRole: string, grant: (table: GlobalTable, api: MultiRegionServerlessApi) => void = () => {}) {
    const api = anApi();
    grant(addTable(GlobalTableEncryption.existingKeys(ARNS), {}, api), api);
    return Object.entries(templateOf(api, 'eu-west-1').findResources('AWS::IAM::Policy'))
      .filter(([id]) => id.includes(ofRole))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('kms:'));
  }

  test.each<['grantReadData' | 'grantWriteData' | 'grantReadWriteData' | 'grantStreamRead', string[]]>([
    ['grantReadData', READ], ['grantWriteData', USE], ['grantReadWriteData', USE], ['grantStreamRead', READ],
  ])('%s includes the use of the Region\'s key through DynamoDB', (method, actions) => {
    const statements = keyStatements('Handler', (table, api) => table[method](aFunction(api.inRegion('eu-west-1'))));
    expect(statements).toEqual([{ Effect: 'Allow', Action: actions, Resource: ARNS['eu-west-1'], Condition: VIA }]);
  });

  test('grant includes it too', () => {
    const statements = keyStatements('Handler', (table, api) => table.grant(aFunction(api.inRegion('eu-west-1')), 'dynamodb:GetItem'));
    expect(statements).toEqual([{ Effect: 'Allow', Action: USE, Resource: ARNS['eu-west-1'], Condition: VIA }]);
  });

  test('are read by the health function, which reads the replica', () => {
    expect(keyStatements('HealthProbe')).toEqual([{ Effect: 'Allow', Action: READ, Resource: ARNS['eu-west-1'], Condition: VIA }]);
  });

  const keys = (arns: { [region: string]: string }) => () => addTable(GlobalTableEncryption.existingKeys(arns));
  const PROP = '`GlobalTableEncryption.existingKeys()`';

  test.each<[string, { [region: string]: string }, string]>([
    ['a Region without a key', { 'us-east-1': ARNS['us-east-1'] }, `${PROP} must have one key for each of us-east-1, eu-west-1, got: ["us-east-1"]`],
    ['a key too many', { ...ARNS, 'sa-east-1': 'arn:aws:kms:sa-east-1:111122223333:key/5' }, `${PROP} must have one key for each of us-east-1, eu-west-1, got: ["us-east-1","eu-west-1","sa-east-1"]`],
    ['a key of another Region', { ...ARNS, 'eu-west-1': ARNS['us-east-1'] },
      `${PROP} for eu-west-1 must be the ARN of a key in eu-west-1: arn:aws:kms:eu-west-1:<account>:key/<id>, got: "${ARNS['us-east-1']}"`],
    ['a key of another partition', { ...ARNS, 'eu-west-1': ARNS['eu-west-1'].replace('arn:aws:', 'arn:aws-cn:') }, `${PROP} for eu-west-1 must be the ARN`],
    ['an alias, which no permission could name', { ...ARNS, 'eu-west-1': 'arn:aws:kms:eu-west-1:111122223333:alias/orders' }, `${PROP} for eu-west-1 must be the ARN`],
    ['an id', { ...ARNS, 'eu-west-1': 'mrk-99998888' }, `${PROP} for eu-west-1 must be the ARN`],
    ['a token', { ...ARNS, 'eu-west-1': Lazy.string({ produce: () => ARNS['eu-west-1'] }) }, `${PROP} must have literal ARNs, because no token may cross a Region`],
  ])('are refused with %s', (_name, arns, message) => {
    expect(keys(arns)).toThrow(message);
  });
});
