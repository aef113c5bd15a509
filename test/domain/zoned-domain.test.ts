import { App, Stack } from 'aws-cdk-lib';
import { HostedZone, PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { ApiDomain, Standby } from '../../src';
import { anApi, DOMAIN, templateOf } from '../an-api';

const ACCOUNT = '111111111111';
const OTHER_ACCOUNT = '222222222222';
const domainName = 'hello.example.com';
const hostedZoneRoleArn = `arn:aws:iam::${OTHER_ACCOUNT}:role/ZoneWriter`;
const FOUND = Object.fromEntries([ACCOUNT, OTHER_ACCOUNT].map(account => [
  `hosted-zone:account=${account}:domainName=example.com:region=eu-west-1`, { Id: '/hostedzone/Z0123456789ABC', Name: 'example.com.' },
]));

/** A stack that has found the zone in its account. */
const aStack = (account: string = ACCOUNT) => new Stack(new App({ context: FOUND }), 'Zones', { env: { account, region: 'eu-west-1' } });
const zoneIn = (stack: Stack) => HostedZone.fromLookup(stack, 'Zone', { domainName: 'example.com' });
const anApiOf = (stack: Stack, domain: Partial<ApiDomain>, props: Parameters<typeof anApi>[0] = {}, id?: string) =>
  anApi({ ...props, domain: { domainName, ...domain } }, stack.node.root as App, id);

test('a hosted zone of another stack makes the same templates as its id and name', () => {
  const stack = aStack();
  const standby = Standby.host('fallback.example.net'); // records of the zone that are aliases of each other
  const [given, told] = [anApiOf(stack, { hostedZone: zoneIn(stack) }, { standby }), anApi({ domain: DOMAIN, standby })];
  for (const region of ['us-east-1', 'eu-west-1']) {
    expect(templateOf(given, region).toJSON()).toEqual(templateOf(told, region).toJSON());
  }
  expect(given.inRegion('eu-west-1').stack.dependencies).toEqual([]);
});

test('a hosted zone that is imported by its attributes is as good as one that was looked up', () => {
  const stack = new Stack(new App(), 'Zones');
  const hostedZone = PublicHostedZone.fromPublicHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789ABC', zoneName: 'example.com' });
  templateOf(anApiOf(stack, { hostedZone }), 'eu-west-1').hasResourceProperties('AWS::Route53::RecordSet', { HostedZoneId: 'Z0123456789ABC' });
});

test('a hosted zone of another account is written by the role', () => {
  const stack = aStack(OTHER_ACCOUNT);
  const api = anApiOf(stack, { hostedZone: zoneIn(stack), hostedZoneRoleArn });
  templateOf(api, 'eu-west-1').hasResourceProperties('Custom::ZoneRecords', { HostedZoneId: 'Z0123456789ABC', RoleArn: hostedZoneRoleArn });
});

test.each<[string, (stack: Stack) => Partial<ApiDomain>, string | RegExp]>([
  ['with an id besides', stack => ({ hostedZone: zoneIn(stack), hostedZoneId: 'Z0123456789ABC' }),
    '`domain` must have a `hostedZone`, or a `hostedZoneId` and a `zoneName`, got: {"hostedZone":"the construct Zones/Zone","hostedZoneId":"Z0123456789ABC"}'],
  ['with a name besides', stack => ({ hostedZone: zoneIn(stack), zoneName: 'example.com' }), /^`domain` must have a `hostedZone`, or a `hostedZoneId` and a `zoneName`, got/],
  ['that the app makes', stack => ({ hostedZone: new PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }) }),
    '`domain.hostedZone` must be a zone with an id that is known before the deployment, because no token may cross a Region or a stack, got: "the construct Zones/Zone". '
    + 'Deploy the zone from an app of its own, and find it here with `HostedZone.fromLookup()`'],
  ['that is none', () => ({ hostedZone: 'example.com' as any }), /^`domain.hostedZone` must be a zone with an id that is known .*, got: "example.com"/],
  ['that has no name', stack => ({ hostedZone: HostedZone.fromHostedZoneId(stack, 'Zone', 'Z0123456789ABC') }), /use `fromHostedZoneAttributes\(\)` or `fromLookup\(\)`/],
  ['of another domain', stack => ({ hostedZone: zoneIn(stack), domainName: 'hello.example.org' }),
    '`domain.domainName` must be within `domain.zoneName`, got: "hello.example.org". The zone is example.com'],
])('refuses a hosted zone %s, before anything is made', (_, domain, message) => {
  const stack = aStack();
  expect(() => anApiOf(stack, domain(stack))).toThrow(message);
  expect(stack.node.root.node.findChild('Shop').node.children).toEqual([]);
});

test('refuses a hosted zone of another account without a role to write into it', () => {
  const stack = aStack(OTHER_ACCOUNT);
  const hostedZone = zoneIn(stack);
  const stacks = ['us-east-1', 'eu-west-1'].map(region => new Stack(stack.node.root as App, region, { env: { account: ACCOUNT, region } }));
  expect(() => anApiOf(stack, { hostedZone }, { stacks })).toThrow('`domain.hostedZone` must be of the account that is deployed to, 111111111111, '
    + 'or `domain.hostedZoneRoleArn` name a role in the zone\'s, got: "222222222222". docs/hosted-zone-in-another-account.md has the role');
  expect(() => anApiOf(stack, { hostedZone, hostedZoneRoleArn, domainName: 'b.example.com' }, { stacks }, 'Allowed')).not.toThrow();
});

test.each([undefined, null, 'example.com'])('refuses %p for a domain', domain => {
  expect(() => anApi({ domain: domain as any }))
    .toThrow(/^`domain` must be an object with a `domainName`, and a `hostedZone` or a `hostedZoneId` and a `zoneName`, got/);
});
