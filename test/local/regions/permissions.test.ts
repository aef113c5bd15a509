import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { IRole, ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnHealthCheck, PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { LocalRegions, start } from '../../../local';
import { APP_DIRECTORY } from '../visits-app';

const ACCOUNT = '123456789012';
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/orders`;

/** Says what came of the call that it is asked to make. */
const HANDLER = `
  const { DynamoDBClient, UpdateItemCommand, GetItemCommand, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
  const { Route53Client, ListHostedZonesCommand, ListResourceRecordSetsCommand } = require('@aws-sdk/client-route-53');
  const [dynamodb, route53] = [new DynamoDBClient(), new Route53Client()];
  const Key = { id: { S: '1' } };
  const calls = {
    update: () => dynamodb.send(new UpdateItemCommand({ TableName: 'orders', Key })),
    get: () => dynamodb.send(new GetItemCommand({ TableName: 'orders', Key })),
    getMine: () => dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: process.env.AWS_LAMBDA_FUNCTION_NAME } } })),
    tables: () => dynamodb.send(new ListTablesCommand({})),
    zones: () => route53.send(new ListHostedZonesCommand({})),
    records: () => route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: process.env.ZONE })),
  };
  exports.handler = async ({ queryStringParameters: { call } }) => {
    const body = await calls[call]().then(() => 'done', error => error.$metadata.httpStatusCode + ' ' + error.name + ': ' + error.message);
    return { statusCode: 200, body };
  };
`;

function synthesize(): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'permissions-')), context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Shop', { env: { region: 'eu-west-1', account: ACCOUNT } });
  const api = new RestApi(stack, 'Api');
  const zone = new PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' });
  new CfnHealthCheck(stack, 'Check', { healthCheckConfig: { type: 'HTTPS', fullyQualifiedDomainName: 'example.com' } });
  const handler = (id: string, role?: IRole) => {
    const made = new Function(stack, id, {
      functionName: id.toLowerCase(), role, runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(HANDLER), environment: { ZONE: zone.hostedZoneId },
    });
    api.root.addResource(id.toLowerCase()).addMethod('GET', new LambdaIntegration(made));
    return made;
  };
  const role = (id: string, props: object = {}) => new Role(stack, id, { roleName: id, assumedBy: new ServicePrincipal('lambda.amazonaws.com'), ...props });
  const everything = new PolicyStatement({ actions: ['dynamodb:*', 'route53:*'], resources: ['*'] });
  const allowed = role('Trusted', { path: '/service/' });
  const table = new Table(stack, 'Orders', {
    tableName: 'orders',
    partitionKey: { name: 'id', type: AttributeType.STRING },
    resourcePolicy: new PolicyDocument({
      statements: [
        new PolicyStatement({ principals: [allowed], actions: ['dynamodb:GetItem'], resources: ['*'] }),
        new PolicyStatement({ effect: 'Deny' as any, principals: [role('Banned', { inlinePolicies: { all: new PolicyDocument({ statements: [everything] }) } })], actions: ['dynamodb:UpdateItem'], resources: ['*'] }),
      ],
    }),
  });

  handler('Forgotten', role('Nothing'));
  const granted = handler('Granted');
  table.grant(granted, 'dynamodb:UpdateItem');
  granted.addToRolePolicy(new PolicyStatement({ actions: ['route53:ListHostedZones'], resources: ['*'] }));
  granted.addToRolePolicy(new PolicyStatement({ actions: ['route53:ListResourceRecordSets'], resources: [zone.hostedZoneArn] }));
  granted.addToRolePolicy(new PolicyStatement({
    actions: ['dynamodb:GetItem'], resources: ['*'], conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['granted'] } },
  }));
  handler('Denied', stack.node.findChild('Banned') as Role);
  handler('ByTable', allowed);
  handler('Reader', role('Reading', { managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AmazonDynamoDBReadOnlyAccess')] }));
  const own = new ManagedPolicy(stack, 'Own', { statements: [everything] });
  const boundary = new ManagedPolicy(stack, 'Limit', { statements: [new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: ['*'] })] });
  handler('Bounded', role('Bound', { managedPolicies: [own], permissionsBoundary: boundary }));
  handler('Imported', Role.fromRoleArn(stack, 'Theirs', `arn:aws:iam::${ACCOUNT}:role/theirs`));
  handler('Elsewhere', role('PartlyTheirs', { managedPolicies: [ManagedPolicy.fromManagedPolicyArn(stack, 'TheirPolicy', `arn:aws:iam::${ACCOUNT}:policy/their-policy`)] }));
  return app.synth().directory;
}

const app = synthesize();
let regions: LocalRegions;
beforeAll(async () => { regions = await start({ app, directory: APP_DIRECTORY }); });
afterAll(() => regions.stop());

const call = async (name: string, what: string, { url } = regions) => (await fetch(`${url}/prod/${name}?call=${what}`)).text();
const user = (role: string, name: string) => `User: arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name} is not authorized to perform: `;

test('a forgotten grant is refused in AWS\'s words by DynamoDB, and the granted one passes', async () => {
  const refusal = `${user('Nothing', 'forgotten')}dynamodb:UpdateItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:UpdateItem action`;
  expect(await call('forgotten', 'update')).toBe(`400 AccessDeniedException: ${refusal}`);
  expect(await call('granted', 'update')).toBe('done');
  expect(await call('granted', 'tables')).toContain(`dynamodb:ListTables on resource: ${TABLE.replace('orders', '*')} because`);
});

test('and so it is by Route 53', async () => {
  const zone = regions.deployed.hostedZones[0].id;
  expect(await call('forgotten', 'zones')).toBe(`403 AccessDenied: ${user('Nothing', 'forgotten')}route53:ListHostedZones because no identity-based policy allows the route53:ListHostedZones action`);
  expect(await call('forgotten', 'records')).toBe(`403 AccessDenied: ${user('Nothing', 'forgotten')}route53:ListResourceRecordSets on resource: arn:aws:route53:::hostedzone/${zone} because no identity-based policy allows the route53:ListResourceRecordSets action`);
  expect([await call('granted', 'zones'), await call('granted', 'records')]).toEqual(['done', 'done']);
});

test('conditions on items hold for those items', async () => {
  expect(await call('granted', 'getMine')).toBe('done');
  expect(await call('granted', 'get')).toContain('dynamodb:GetItem on resource');
  expect(await call('granted', 'getMine')).toBe('done');
});

test('a table\'s own policy allows and denies', async () => {
  expect(await call('bytable', 'get')).toBe('done');
  expect(await call('bytable', 'update')).toContain('because no identity-based policy allows');
  expect(await call('denied', 'get')).toBe('done');
  expect(await call('denied', 'update')).toBe(`400 AccessDeniedException: ${user('Banned', 'denied')}dynamodb:UpdateItem on resource: ${TABLE} with an explicit deny in a resource-based policy`);
});

test('policies of AWS and of the app allow what they say, within a boundary', async () => {
  expect([await call('reader', 'get'), await call('bounded', 'get')]).toEqual(['done', 'done']);
  expect(await call('reader', 'update')).toContain('no identity-based policy allows');
  expect(await call('bounded', 'update')).toContain('because no permissions boundary allows the dynamodb:UpdateItem action');
});

test('a role or a policy that no template defines is refused nothing, and named', async () => {
  expect([await call('imported', 'update'), await call('elsewhere', 'update')]).toEqual(['done', 'done']);
  const unknown = regions.unsupported.filter(({ type }) => type.startsWith('AWS::IAM::')).map(({ type, path: name, meaning }) => `${name} (${type}): ${meaning}`);
  expect(unknown).toEqual([
    'theirs (AWS::IAM::Role): no template defines it: its functions are refused nothing',
    'their-policy (AWS::IAM::ManagedPolicy): no template defines it: functions whose role has it are refused only what a policy denies',
  ]);
});

test('the journal names the missing statement, and the grant that gives it', async () => {
  const before = regions.journal.entries('denial').length;
  await call('forgotten', 'update');
  await call('forgotten', 'zones');
  await call('granted', 'get');
  const forgotten = { kind: 'denial', region: 'eu-west-1', functionName: 'forgotten', path: 'Shop/Forgotten', cause: 'no statement of its role allows it' };
  expect(regions.journal.entries('denial').slice(before)).toEqual([
    expect.objectContaining({ ...forgotten, action: 'dynamodb:UpdateItem', resource: TABLE, grant: 'orders.grant(forgotten, \'dynamodb:UpdateItem\')' }),
    expect.objectContaining({
      ...forgotten, action: 'route53:ListHostedZones', resource: '*', grant: 'forgotten.addToRolePolicy(new PolicyStatement({ actions: [\'route53:ListHostedZones\'], resources: [\'*\'] }))',
    }),
    expect.objectContaining({ action: 'dynamodb:GetItem', cause: 'it is allowed only under conditions that do not hold, of dynamodb:LeadingKeys', grant: undefined }),
  ]);
});

test('whoever comes from outside is the administrator', async () => {
  const client = new DynamoDBClient({ region: 'eu-west-1', endpoint: regions.awsUrl, credentials: { accessKeyId: 'AKIAME', secretAccessKey: 'x' } });
  expect((await client.send(new ListTablesCommand())).TableNames).toEqual(['orders']);
});

test('without `iam`, nothing is refused or named', async () => {
  const lenient = await start({ app, directory: APP_DIRECTORY, iam: false });
  try {
    expect(await call('forgotten', 'update', lenient)).toBe('done');
    expect(lenient.unsupported.filter(({ type }) => type.startsWith('AWS::IAM::'))).toEqual([]);
  } finally {
    await lenient.stop();
  }
});
