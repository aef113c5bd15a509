import * as http from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';
import type { CertificateDetail, DomainValidation } from '@aws-sdk/client-acm';
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { awsError, Fault, HostedZones } from './a-hosted-zone';
import { handle, World } from '../../src/zone/zone-records-handler.lambda';

const ZONE = 'Z0123456789ABC';
const OTHER_ZONE = 'Z9876543210XYZ';
const ROLE = 'arn:aws:iam::123456789012:role/ZoneWriter';
const OTHER_ROLE = 'arn:aws:iam::210987654321:role/OtherZoneWriter';
const MINUTE = 60_000;

/** The bucket where CloudFormation waits for answers. */
const bucket = { url: '', answers: [] as any[], headers: {} as http.IncomingHttpHeaders, failures: 0, puts: 0 };
const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', data => { body += data; }).on('end', () => {
    bucket.puts += 1;
    bucket.headers = request.headers;
    if (bucket.failures-- > 0) return response.writeHead(503).end();
    bucket.answers.push(JSON.parse(body));
    return response.end();
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  bucket.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  Object.assign(bucket, { answers: [], failures: 0, puts: 0 });
  for (const level of ['info', 'warn'] as const) jest.spyOn(console, level).mockImplementation();
});

/** One account's Regions, and the zones of others. Time passes when somebody waits. */
class Cloud {
  readonly zones = new HostedZones(ZONE, OTHER_ZONE);
  readonly assumed: (AssumeRoleRequest & { region: string })[] = [];
  readonly certificates: CertificateDetail[] = [];
  /** What STS answers before it assumes a role. */
  stsErrors: Error[] = [];
  acmErrors: Error[] = [];
  deniedRoles: string[] = [];
  /** What happens at times, by the clock. */
  schedule: { at: number; action: () => void }[] = [];
  time = 0;
  private seed = 1;

  world(region: string): World {
    return {
      region,
      clock: { now: () => this.time, sleep: async milliseconds => this.pass(milliseconds) },
      random: () => (this.seed = (this.seed * 16807) % 2147483647) / 2147483647,
      sts: stsRegion => ({ assumeRole: async request => this.assumeRole({ ...request, region: stsRegion }) }),
      route53: () => this.zones,
      acm: {
        listCertificates: async ({ NextToken = '0', Includes }) => {
          const error = this.acmErrors.shift();
          if (error) throw error;
          const all = this.certificates.filter(({ KeyAlgorithm }) => Includes?.keyTypes?.includes(KeyAlgorithm!));
          const index = Number(NextToken);
          return {
            CertificateSummaryList: all.slice(index, index + 1).map(({ CertificateArn, DomainName, SubjectAlternativeNames }) =>
              ({ CertificateArn, DomainName, SubjectAlternativeNameSummaries: SubjectAlternativeNames })),
            NextToken: index + 1 < all.length ? `${index + 1}` : undefined,
          };
        },
        describeCertificate: async ({ CertificateArn }) => ({ Certificate: this.certificates.find(one => one.CertificateArn === CertificateArn) }),
      },
    };
  }

  /** One invocation of a Region's function; its answer to CloudFormation. */
  async send(event: Partial<CloudFormationCustomResourceEvent>, { region = 'eu-west-1', remainingMs = 15 * MINUTE } = {}) {
    const answered = bucket.answers.length;
    await handle({
      ResourceType: 'Custom::ZoneRecords',
      LogicalResourceId: 'Records',
      StackId: `arn:aws:cloudformation:${region}:111122223333:stack/Shop-${region}/guid`,
      RequestId: 'request',
      ResponseURL: bucket.url,
      ServiceToken: 'arn:aws:lambda:function',
      ...event,
    } as CloudFormationCustomResourceEvent, remainingMs, this.world(region));
    expect(bucket.answers.length).toBeGreaterThan(answered);
    return bucket.answers.at(-1);
  }

  private pass(milliseconds: number) {
    this.time += milliseconds;
    this.schedule.filter(({ at }) => at <= this.time).forEach(({ action }) => action());
    this.schedule = this.schedule.filter(({ at }) => at > this.time);
  }

  private assumeRole(request: AssumeRoleRequest & { region: string }) {
    this.assumed.push(request);
    const error = this.stsErrors.shift();
    if (error) throw error;
    if (this.deniedRoles.includes(request.RoleArn!)) {
      throw awsError('AccessDenied', `User: arn:aws:sts::111122223333:assumed-role/Fn is not authorized to perform: sts:AssumeRole on resource: ${request.RoleArn}`, 403);
    }
    return { Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 'secret', SessionToken: 'token', Expiration: new Date(0) } };
  }
}

const target = (region: string, version = 1) => `d-${region}-${version}.execute-api.${region}.amazonaws.com`;

/** As CloudFormation sends them: all values are strings. */
function regionalRecord(region: string, version = 1) {
  return {
    Name: `${region}.hello.example.com`,
    Type: 'A',
    AliasTarget: { HostedZoneId: `Z-API-${region}`, DNSName: target(region, version), EvaluateTargetHealth: 'false' },
  };
}

function sharedRecord(region: string, policy: Record<string, unknown> = { Region: region }) {
  return {
    Name: 'hello.example.com',
    Type: 'CNAME',
    SetIdentifier: region,
    ...policy,
    TTL: '60',
    ResourceRecords: [{ Value: `${region}.failover.hello.example.com` }],
    HealthCheckId: `check-of-${region}`,
  };
}

function properties(Records: unknown[], more: Record<string, unknown> = {}) {
  return { ServiceToken: 'arn:aws:lambda:function', HostedZoneId: ZONE, RoleArn: ROLE, Records, ...more };
}

function create(region: string, Records: unknown[] = [regionalRecord(region), sharedRecord(region)]): Partial<CloudFormationCustomResourceEvent> {
  return { RequestType: 'Create', ResourceProperties: properties(Records) };
}

function namesIn(records: ResourceRecordSet[]) {
  return records.map(({ Name, Type, SetIdentifier }) => [Name, Type, SetIdentifier].filter(Boolean).join(' ')).sort();
}

const ID = `${ZONE}/eu-west-1/Records`;
const OURS = ['eu-west-1.hello.example.com. A', 'hello.example.com. CNAME eu-west-1'];

describe('records', () => {
  test('are written in one step, by the role, with Route 53\'s own types', async () => {
    const cloud = new Cloud();
    expect(await cloud.send(create('eu-west-1', [regionalRecord('eu-west-1'), sharedRecord('eu-west-1', { Weight: '70' })]))).toEqual({
      Status: 'SUCCESS',
      Reason: '',
      PhysicalResourceId: ID,
      StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Shop-eu-west-1/guid',
      RequestId: 'request',
      LogicalResourceId: 'Records',
    });
    expect(cloud.zones.batches).toEqual([[
      {
        Action: 'UPSERT',
        ResourceRecordSet: {
          Name: 'eu-west-1.hello.example.com',
          Type: 'A',
          AliasTarget: { HostedZoneId: 'Z-API-eu-west-1', DNSName: target('eu-west-1'), EvaluateTargetHealth: false },
        },
      },
      {
        Action: 'UPSERT',
        ResourceRecordSet: {
          Name: 'hello.example.com',
          Type: 'CNAME',
          SetIdentifier: 'eu-west-1',
          Weight: 70,
          TTL: 60,
          ResourceRecords: [{ Value: 'eu-west-1.failover.hello.example.com' }],
          HealthCheckId: 'check-of-eu-west-1',
        },
      },
    ]]);
    expect(cloud.assumed).toEqual([{ RoleArn: ROLE, RoleSessionName: 'zone-records-eu-west-1', region: 'eu-west-1' }]);
  });

  test('are there when CloudFormation goes on', async () => {
    const cloud = new Cloud();
    cloud.zones.pending = 4;
    await cloud.send(create('eu-west-1'));
    expect(cloud.zones.calls.filter(call => call === 'GetChange')).toHaveLength(5);
  });

  test('that Route 53 accepted and does not spread are not taken back', async () => {
    const cloud = new Cloud();
    cloud.zones.pending = Infinity;
    expect(await cloud.send(create('eu-west-1'))).toMatchObject({ Status: 'SUCCESS' });
    expect(cloud.time).toBeLessThan(6 * MINUTE);
  });

  test('are the same when the event comes twice', async () => {
    const cloud = new Cloud();
    await cloud.send(create('eu-west-1'));
    expect(await cloud.send(create('eu-west-1'))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
    expect(namesIn(cloud.zones.in(ZONE))).toEqual(OURS);
  });

  test('that are no longer wanted go in the step that writes the others, after those', async () => {
    const cloud = new Cloud();
    const stale = { ...regionalRecord('eu-west-1'), Type: 'AAAA' };
    await cloud.send(create('eu-west-1', [regionalRecord('eu-west-1'), stale]));
    expect(await cloud.send({
      RequestType: 'Update',
      PhysicalResourceId: ID,
      ResourceProperties: properties([regionalRecord('eu-west-1', 2), sharedRecord('eu-west-1')]),
      OldResourceProperties: properties([regionalRecord('eu-west-1'), stale]),
    })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
    expect(namesIn(cloud.zones.in(ZONE))).toEqual(OURS);
    expect(cloud.zones.in(ZONE)).toContainEqual(expect.objectContaining({ AliasTarget: expect.objectContaining({ DNSName: `${target('eu-west-1', 2)}.` }) }));
    expect(cloud.zones.batches[1].map(({ Action }) => Action)).toEqual(['UPSERT', 'UPSERT', 'DELETE']);
  });

  const alias = (name: string, DNSName: string) => ({ Name: name, Type: 'A', AliasTarget: { HostedZoneId: ZONE, DNSName, EvaluateTargetHealth: 'false' } });
  const address = (name: string, more: Record<string, unknown> = {}) => ({ Name: name, Type: 'A', TTL: '60', ResourceRecords: [{ Value: '192.0.2.1' }], ...more });

  /** What happens in one step, in its order, when the records become others. */
  async function changes(before: any[], after: any[]): Promise<string[]> {
    const cloud = new Cloud();
    await cloud.send(create('eu-west-1', before));
    const event = { RequestType: 'Update', PhysicalResourceId: ID, ResourceProperties: properties(after), OldResourceProperties: properties(before) } as const;
    expect(await cloud.send(event)).toMatchObject({ Status: 'SUCCESS', Reason: '' });
    return cloud.zones.batches[1].map(({ Action, ResourceRecordSet: { Name, Type, SetIdentifier } = {} }) => [Action, Name!.replace(/\.$/, ''), Type, SetIdentifier].filter(Boolean).join(' '));
  }

  test('that nothing leads to any more go last, those that lead to others before them', async () => {
    expect(await changes(
      [address('a.example.com'), alias('b.example.com', 'a.example.com'), alias('c.example.com', 'b.example.com')],
      [address('d.example.com'), alias('c.example.com', 'd.example.com')],
    )).toEqual(['UPSERT d.example.com A', 'UPSERT c.example.com A', 'DELETE b.example.com A', 'DELETE a.example.com A']);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['of one location', { SetIdentifier: 'a', GeoLocation: { CountryCode: 'US', SubdivisionCode: 'CA' } }, { SetIdentifier: 'b', GeoLocation: { SubdivisionCode: 'CA', CountryCode: 'US' } }],
    ['of one Region', { SetIdentifier: 'a', Region: 'eu-west-1' }, { SetIdentifier: 'b', Region: 'eu-west-1' }],
    ['of one part in a pair', { SetIdentifier: 'a', Failover: 'PRIMARY' }, { SetIdentifier: 'b', Failover: 'PRIMARY' }],
    ['of another policy', { SetIdentifier: 'a', Region: 'eu-west-1' }, { SetIdentifier: 'b', Weight: '1' }],
    ['without a policy', {}, { SetIdentifier: 'b', Weight: '0' }],
    ['beside a CNAME record', {}, { Type: 'CNAME', ResourceRecords: [{ Value: 'www.example.com' }] }],
    ['in the place of a CNAME record', { Type: 'CNAME', ResourceRecords: [{ Value: 'www.example.com' }] }, {}],
  ])('that are in the way of a new one go first: %s', async (_, before, after) => {
    const changed = await changes([address('hello.example.com', before), address('other.example.com')], [address('hello.example.com', after)]);
    expect(changed.map(change => change.split(' ').slice(0, 2).join(' '))).toEqual(['DELETE hello.example.com', 'UPSERT hello.example.com', 'DELETE other.example.com']);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['another location', { SetIdentifier: 'a', GeoLocation: { CountryCode: 'US' } }, { SetIdentifier: 'b', GeoLocation: { CountryCode: 'US', SubdivisionCode: 'CA' } }],
    ['another Region', { SetIdentifier: 'a', Region: 'eu-west-1' }, { SetIdentifier: 'b', Region: 'us-east-1' }],
    ['the same weight', { SetIdentifier: 'a', Weight: '1' }, { SetIdentifier: 'b', Weight: '1' }],
    ['another type', {}, { Type: 'AAAA', ResourceRecords: [{ Value: '2001:db8::1' }] }],
  ])('are never missed: one beside them comes before they go, of %s', async (_, before, after) => {
    const changed = await changes([address('hello.example.com', before)], [address('hello.example.com', after)]);
    expect(changed.map(change => change.split(' ')[0])).toEqual(['UPSERT', 'DELETE']);
  });

  test('of one Region go without those of the others', async () => {
    const cloud = new Cloud();
    for (const region of ['ap-south-1', 'eu-west-1', 'us-east-1']) await cloud.send(create(region), { region });
    const request = { RequestType: 'Delete', PhysicalResourceId: ID, ResourceProperties: create('eu-west-1').ResourceProperties } as const;
    expect(await cloud.send(request)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
    expect(namesIn(cloud.zones.in(ZONE))).toEqual([
      'ap-south-1.hello.example.com. A', 'hello.example.com. CNAME ap-south-1', 'hello.example.com. CNAME us-east-1', 'us-east-1.hello.example.com. A',
    ]);
    expect(await cloud.send(request)).toMatchObject({ Status: 'SUCCESS' }); // gone already
    expect(cloud.zones.in(ZONE)).toHaveLength(4);
  });

  test('go even if weights or health checks were turned by hand', async () => {
    const cloud = new Cloud();
    const records = [sharedRecord('eu-west-1', { Weight: '70' })];
    await cloud.send(create('eu-west-1', records));
    const [written] = cloud.zones.in(ZONE);
    cloud.zones.put(ZONE, { ...written, Weight: 0, HealthCheckId: 'by-hand', TTL: 5 });
    await cloud.send({ RequestType: 'Delete', PhysicalResourceId: ID, ResourceProperties: properties(records) });
    expect(cloud.zones.in(ZONE)).toEqual([]);
  });

  test('that lead elsewhere by now are left', async () => {
    const cloud = new Cloud();
    await cloud.send(create('eu-west-1'));
    cloud.zones.put(ZONE, { Name: 'eu-west-1.hello.example.com', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] });
    await cloud.send({ RequestType: 'Delete', PhysicalResourceId: ID, ResourceProperties: create('eu-west-1').ResourceProperties });
    expect(namesIn(cloud.zones.in(ZONE))).toEqual(['eu-west-1.hello.example.com. A']);
  });

  test('of somebody else are neither overwritten nor, after the failure, deleted', async () => {
    const cloud = new Cloud();
    cloud.zones.put(ZONE, { Name: 'eu-west-1.hello.example.com', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] });
    const failed = await cloud.send(create('eu-west-1'));
    expect(failed).toMatchObject({
      Status: 'FAILED',
      Reason: 'The A record eu-west-1.hello.example.com is already in the hosted zone Z0123456789ABC and leads to 192.0.2.1. Delete it, if nobody needs it',
    });
    const deleted = { RequestType: 'Delete', PhysicalResourceId: failed.PhysicalResourceId, ResourceProperties: create('eu-west-1').ResourceProperties } as const;
    expect(await cloud.send(deleted)).toMatchObject({ Status: 'SUCCESS' });
    expect(namesIn(cloud.zones.in(ZONE))).toEqual(['eu-west-1.hello.example.com. A']);
  });

  test('of a zone that is gone are gone', async () => {
    const cloud = new Cloud();
    const ResourceProperties = properties([regionalRecord('eu-west-1')], { HostedZoneId: 'ZGONE' });
    expect(await cloud.send({ RequestType: 'Delete', PhysicalResourceId: 'ZGONE/eu-west-1/Records', ResourceProperties })).toMatchObject({ Status: 'SUCCESS' });
    expect(await cloud.send({ RequestType: 'Create', ResourceProperties })).toMatchObject({
      Status: 'FAILED', Reason: 'NoSuchHostedZone: No hosted zone found with ID: ZGONE',
    });
  });

  test('move to another zone: first written there, then deleted by the old role', async () => {
    const cloud = new Cloud();
    const before = create('eu-west-1').ResourceProperties!;
    const after = { ...before, HostedZoneId: OTHER_ZONE, RoleArn: OTHER_ROLE };
    await cloud.send(create('eu-west-1'));
    const updated = await cloud.send({ RequestType: 'Update', PhysicalResourceId: ID, ResourceProperties: after, OldResourceProperties: before });
    expect(updated).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `${OTHER_ZONE}/eu-west-1/Records` });
    expect([ZONE, OTHER_ZONE].map(zone => namesIn(cloud.zones.in(zone)))).toEqual([OURS, OURS]);
    await cloud.send({ RequestType: 'Delete', PhysicalResourceId: ID, ResourceProperties: before });
    expect([ZONE, OTHER_ZONE].map(zone => namesIn(cloud.zones.in(zone)))).toEqual([[], OURS]);
    expect(cloud.assumed.map(({ RoleArn }) => RoleArn)).toEqual([ROLE, OTHER_ROLE, ROLE]);
  });

  test('of somebody else are not overwritten in another zone either', async () => {
    const cloud = new Cloud();
    const before = create('eu-west-1').ResourceProperties!;
    const ResourceProperties = { ...before, HostedZoneId: OTHER_ZONE, RoleArn: OTHER_ROLE };
    await cloud.send(create('eu-west-1'));
    cloud.zones.put(OTHER_ZONE, { Name: 'eu-west-1.hello.example.com', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] });
    expect(await cloud.send({ RequestType: 'Update', PhysicalResourceId: ID, ResourceProperties, OldResourceProperties: before })).toMatchObject({
      Status: 'FAILED', Reason: expect.stringContaining('is already in the hosted zone Z9876543210XYZ and leads to 192.0.2.1'), PhysicalResourceId: ID,
    });
    expect(namesIn(cloud.zones.in(OTHER_ZONE))).toEqual(['eu-west-1.hello.example.com. A']);
  });

  test('are written however often Route 53 holds back', async () => {
    const cloud = new Cloud();
    cloud.zones.faults = ['throttled', 'prior-request', 'unavailable', 'throttled', 'prior-request', 'prior-request', 'throttled'];
    expect(await cloud.send(create('eu-west-1'))).toMatchObject({ Status: 'SUCCESS' });
    expect(namesIn(cloud.zones.in(ZONE))).toEqual(OURS);
  });

  test('that were written without an answer are found to be ours', async () => {
    const cloud = new Cloud();
    await cloud.send(create('eu-west-1'));
    cloud.zones.faults = ['none', 'none', 'lost-answer'];
    await cloud.send({ RequestType: 'Delete', PhysicalResourceId: ID, ResourceProperties: create('eu-west-1').ResourceProperties });
    expect(bucket.answers.at(-1)).toMatchObject({ Status: 'SUCCESS' });
    expect(cloud.zones.in(ZONE)).toEqual([]);
  });
});

describe('a role', () => {
  test('may become assumable a moment later', async () => {
    const cloud = new Cloud();
    cloud.stsErrors = Array(3).fill(awsError('AccessDenied', 'not authorized', 403));
    expect(await cloud.send(create('eu-west-1'))).toMatchObject({ Status: 'SUCCESS' });
  });

  test('that cannot be assumed is named within minutes, and leaves nothing to delete', async () => {
    const cloud = new Cloud();
    cloud.deniedRoles = [ROLE];
    const failed = await cloud.send(create('eu-west-1'));
    expect(failed).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'nothing-written' });
    expect(failed.Reason).toBe(`The role ${ROLE} must exist and trust this function, which could not assume it: `
      + `User: arn:aws:sts::111122223333:assumed-role/Fn is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`);
    expect(cloud.time).toBeLessThanOrEqual(2 * MINUTE);
    const deletion = { RequestType: 'Delete', PhysicalResourceId: failed.PhysicalResourceId, ResourceProperties: create('eu-west-1').ResourceProperties } as const;
    expect(await cloud.send(deletion)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('is assumed in us-east-1 where the zone\'s account has not opted in to the Region', async () => {
    const cloud = new Cloud();
    cloud.stsErrors = [awsError('RegionDisabledException', 'STS is not activated in this region for account:123456789012', 403)];
    expect(await cloud.send(create('af-south-1'), { region: 'af-south-1' })).toMatchObject({ Status: 'SUCCESS' });
    expect(cloud.assumed.map(({ region }) => region)).toEqual(['af-south-1', 'us-east-1']);
  });

  test('that is refused in an update keeps the resource what it is', async () => {
    const cloud = new Cloud();
    cloud.deniedRoles = [OTHER_ROLE];
    const before = create('eu-west-1').ResourceProperties!;
    const failed = await cloud.send({
      RequestType: 'Update',
      PhysicalResourceId: ID,
      ResourceProperties: { ...before, HostedZoneId: OTHER_ZONE, RoleArn: OTHER_ROLE },
      OldResourceProperties: before,
    });
    expect(failed).toMatchObject({ Status: 'FAILED', PhysicalResourceId: ID });
  });
});

describe('a certificate', () => {
  const NAMES = ['hello.example.com', 'eu-west-1.hello.example.com'];
  const validation = (name: string): DomainValidation => ({
    DomainName: name, ResourceRecord: { Name: `_${name.length}.${name}.`, Type: 'CNAME', Value: `_${name.length}.acm-validations.aws.` },
  });
  const certificate = (arn: string, names: string[], options = names.map(validation)): CertificateDetail =>
    ({ CertificateArn: arn, DomainName: names[0], SubjectAlternativeNames: names, DomainValidationOptions: options, KeyAlgorithm: 'RSA_2048' });
  const validate = (RequestType: string = 'Create', DomainNames: string[] = NAMES) => ({
    RequestType,
    ResourceType: 'Custom::CertificateValidation',
    LogicalResourceId: 'Validation',
    PhysicalResourceId: `${ZONE}/eu-west-1/Validation`,
    ResourceProperties: { HostedZoneId: ZONE, RoleArn: ROLE, DomainNames },
  } as unknown as CloudFormationCustomResourceEvent);
  const WRITTEN = ['_17.hello.example.com. CNAME', '_27.eu-west-1.hello.example.com. CNAME'];

  test('is validated by the records that ACM names', async () => {
    const cloud = new Cloud();
    cloud.certificates.push(certificate('arn:other', ['other.example.com']), certificate('arn:ours', NAMES));
    expect(await cloud.send(validate())).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `${ZONE}/eu-west-1/Validation` });
    expect(cloud.zones.in(ZONE)).toContainEqual({
      Name: '_17.hello.example.com.', Type: 'CNAME', TTL: 300, ResourceRecords: [{ Value: '_17.acm-validations.aws.' }],
    });
    expect(namesIn(cloud.zones.in(ZONE))).toEqual(WRITTEN);
    expect(cloud.zones.calls).toEqual(['ChangeResourceRecordSets']); // the certificate waits, the function need not
  });

  test('may appear late, and its records later', async () => {
    const cloud = new Cloud();
    const late = certificate('arn:ours', NAMES, NAMES.map(DomainName => ({ DomainName })));
    cloud.schedule = [
      { at: 20_000, action: () => cloud.certificates.push(late) },
      { at: 60_000, action: () => { late.DomainValidationOptions = NAMES.map(validation); } },
    ];
    cloud.acmErrors = [awsError('ThrottlingException', 'Rate exceeded', 400)];
    expect(await cloud.send(validate())).toMatchObject({ Status: 'SUCCESS' });
    expect(namesIn(cloud.zones.in(ZONE))).toEqual(WRITTEN);
    expect(cloud.time).toBeGreaterThan(60_000);
  });

  test('may be of several certificates, with other keys or a wildcard beside the name', async () => {
    const cloud = new Cloud();
    const ofWildcard = { ...validation('hello.example.com'), DomainName: '*.hello.example.com' };
    const wildcard = certificate('arn:one', ['hello.example.com', '*.hello.example.com'], [validation('hello.example.com'), ofWildcard]);
    cloud.certificates.push({ ...wildcard, KeyAlgorithm: 'EC_prime256v1' }, certificate('arn:two', [NAMES[1]]));
    expect(await cloud.send(validate('Update', [...NAMES, '*.hello.example.com']))).toMatchObject({ Status: 'SUCCESS' });
    expect(namesIn(cloud.zones.in(ZONE))).toEqual(WRITTEN);
  });

  test('that never appears is named within minutes', async () => {
    const cloud = new Cloud();
    cloud.certificates.push(certificate('arn:half', ['hello.example.com']));
    expect(await cloud.send(validate())).toMatchObject({
      Status: 'FAILED', Reason: 'ACM has no certificate in this Region that tells the validation record of eu-west-1.hello.example.com',
    });
    expect(cloud.time).toBeLessThanOrEqual(5 * MINUTE);
  });

  test('of a Region that goes leaves its records to the others', async () => {
    const cloud = new Cloud();
    cloud.certificates.push(certificate('arn:ours', NAMES));
    await cloud.send(validate());
    const calls = cloud.zones.calls.length;
    expect(await cloud.send(validate('Delete'))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `${ZONE}/eu-west-1/Validation` });
    expect(namesIn(cloud.zones.in(ZONE))).toEqual(WRITTEN);
    expect(cloud.zones.calls).toHaveLength(calls);
  });
});

describe('CloudFormation is answered', () => {
  test('before the function\'s time is over', async () => {
    const cloud = new Cloud();
    cloud.zones.faults = Array(1000).fill('throttled');
    expect(await cloud.send(create('eu-west-1'))).toMatchObject({ Status: 'FAILED', Reason: 'Throttling: Rate exceeded' });
    expect(cloud.time).toBeGreaterThan(12 * MINUTE);
    expect(cloud.time).toBeLessThan(14 * MINUTE);
  });

  test('with an id that is deleted where a record may have been written', async () => {
    const cloud = new Cloud();
    cloud.zones.faults = ['none', 'none', ...Array(1000).fill('unavailable')];
    const failed = await cloud.send(create('eu-west-1'));
    expect(failed).toMatchObject({ Status: 'FAILED', Reason: 'ServiceUnavailable: Service unavailable', PhysicalResourceId: ID });
  });

  test('with that id also where the role lost its rights before the record was confirmed', async () => {
    const cloud = new Cloud();
    cloud.zones.faults = ['none', 'none', 'lost-answer', 'denied'];
    expect(await cloud.send(create('eu-west-1'))).toMatchObject({
      Status: 'FAILED', Reason: 'AccessDenied: not authorized to perform: route53:ChangeResourceRecordSets', PhysicalResourceId: ID,
    });
    expect(namesIn(cloud.zones.in(ZONE))).toEqual(OURS);
  });

  test('with an id of nothing where the role has no right to write', async () => {
    const cloud = new Cloud();
    cloud.zones.faults = ['none', 'none', 'denied'];
    expect(await cloud.send(create('eu-west-1'))).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'nothing-written' });
  });

  test('again when its bucket fails, without a content type', async () => {
    bucket.failures = 2;
    const cloud = new Cloud();
    await cloud.send(create('eu-west-1'));
    expect(bucket.puts).toBe(3);
    expect(bucket.headers).not.toHaveProperty('content-type');
  });

  test('within its 4096 bytes, also about a resource that is none of the function\'s', async () => {
    const cloud = new Cloud();
    const answer = await cloud.send({ ...create('eu-west-1'), ResourceType: `Custom::${'é'.repeat(5000)}` });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^A custom resource of this function must be one of its two types, got: "/) });
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(4096);
  });
});

describe('whatever Regions go through', () => {
  const REGIONS = ['ap-south-1', 'eu-west-1', 'us-east-1'];
  const FOREIGN: ResourceRecordSet[] = [
    { Name: 'example.com.', Type: 'MX', TTL: 60, ResourceRecords: [{ Value: '10 mail.example.com' }] },
    { Name: 'mail.hello.example.com.', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.7' }] },
    { Name: '_17.hello.example.com.', Type: 'CNAME', TTL: 300, ResourceRecords: [{ Value: '_17.acm-validations.aws.' }] },
  ];

  /** The records that a Region may be told to have: other targets, more and fewer records, other set identifiers. */
  function variant(region: string, number: number) {
    const sets = [[sharedRecord(region)], [], [{ ...sharedRecord(region), SetIdentifier: `${region}-b` }]];
    const more = [[], [{ ...regionalRecord(region), Type: 'AAAA' }]];
    return [regionalRecord(region, number % 2), ...sets[number % 3], ...more[Math.floor(number / 3) % 2]];
  }

  const step = fc.record({
    region: fc.nat(2),
    deed: fc.constantFrom('deploy', 'deploy', 'destroy'),
    variant: fc.nat(11),
    twice: fc.boolean(),
    outOfTime: fc.boolean(),
    faults: fc.array(fc.constantFrom<Fault>('none', 'none', 'throttled', 'prior-request', 'unavailable', 'lost-answer'), { maxLength: 8 }),
  });

  /** A stack of CloudFormation's: what it thinks is there, and what it does when the function fails. */
  class StackOfRegion {
    present?: { id: string; records: unknown[] };

    constructor(private readonly cloud: Cloud, private readonly region: string) {}

    async deploy(records: unknown[], options: { twice: boolean; remainingMs: number }) {
      const before = this.present;
      const event: Partial<CloudFormationCustomResourceEvent> & { OldResourceProperties?: object } = before
        ? { RequestType: 'Update', PhysicalResourceId: before.id, ResourceProperties: properties(records), OldResourceProperties: properties(before.records) }
        : { RequestType: 'Create', ResourceProperties: properties(records) };
      const { Status, PhysicalResourceId: id } = await this.send(event, options);
      if (Status === 'SUCCESS') {
        this.present = { id, records };
      } else {
        const rollback = before
          ? { ...event, ResourceProperties: event.OldResourceProperties, OldResourceProperties: event.ResourceProperties }
          : { RequestType: 'Delete', PhysicalResourceId: id, ResourceProperties: event.ResourceProperties };
        await this.send(rollback, { twice: options.twice });
      }
    }

    async destroy(options: { twice: boolean }) {
      if (!this.present) return;
      const { id, records } = this.present;
      await this.send({ RequestType: 'Delete', PhysicalResourceId: id, ResourceProperties: properties(records) }, options);
      this.present = undefined;
    }

    private async send(event: object, { twice = false, remainingMs = 15 * MINUTE }) {
      const send = () => this.cloud.send(event, { region: this.region, remainingMs });
      if (twice) await send();
      const answer = await send();
      if (remainingMs === 15 * MINUTE) expect(answer).toMatchObject({ Status: 'SUCCESS' });
      return answer;
    }
  }

  test('each has exactly the records that it was told to have, and nobody else\'s record is lost', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
      const cloud = new Cloud();
      FOREIGN.forEach(record => cloud.zones.put(ZONE, record));
      const stacks = REGIONS.map(region => new StackOfRegion(cloud, region));
      for (const { region, deed, variant: number, twice, outOfTime, faults } of steps) {
        cloud.zones.faults = [...faults];
        if (deed === 'destroy') await stacks[region].destroy({ twice });
        else await stacks[region].deploy(variant(REGIONS[region], number), { twice, remainingMs: outOfTime ? 0 : 15 * MINUTE });
        cloud.zones.faults = [];

        const wanted = stacks.flatMap(({ present }) => present?.records ?? []) as ResourceRecordSet[];
        const names = wanted.map(record => ({ ...record, Name: `${record.Name}.` }));
        expect(namesIn(cloud.zones.in(ZONE))).toEqual(namesIn([...names, ...FOREIGN]));
        for (const { Name, Type, AliasTarget } of names.filter(record => record.AliasTarget)) {
          const record = cloud.zones.in(ZONE).find(one => one.Name === Name && one.Type === Type);
          expect(record!.AliasTarget!.DNSName).toBe(`${AliasTarget!.DNSName}.`);
        }
        for (const record of FOREIGN) expect(cloud.zones.in(ZONE)).toContainEqual(record);
      }
    }), { numRuns: 200 });
  });

  test('also when all are deployed at once', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async steps => {
      const cloud = new Cloud();
      const stacks = REGIONS.map(region => new StackOfRegion(cloud, region));
      cloud.zones.faults = steps.flatMap(({ faults }) => faults).filter(fault => fault !== 'lost-answer');
      await Promise.all(stacks.map(async (stack, index) => {
        for (const { deed, variant: number, twice } of steps.filter(({ region }) => region === index)) {
          if (deed === 'destroy') await stack.destroy({ twice });
          else await stack.deploy(variant(REGIONS[index], number), { twice, remainingMs: 15 * MINUTE });
        }
      }));
      const wanted = stacks.flatMap(({ present }) => present?.records ?? []) as ResourceRecordSet[];
      expect(namesIn(cloud.zones.in(ZONE))).toEqual(namesIn(wanted.map(record => ({ ...record, Name: `${record.Name}.` }))));
    }), { numRuns: 100 });
  });
});

test('the bundle speaks to STS, ACM and Route 53 by the SDK of the runtime', async () => {
  const asked: string[] = [];
  const aws = http.createServer((request, response) => {
    let body = '';
    request.on('data', data => { body += data; }).on('end', () => {
      const scope = /Credential=(\w+)\/\d+\/([\w-]+\/\w+)/.exec(request.headers.authorization!)!;
      const action = request.headers['x-amz-target'] ?? /Action=(\w+)/.exec(body)?.[1] ?? `${request.method} ${request.url}`;
      asked.push(`${scope[1]} ${scope[2]} ${action}`);
      const answers: Record<string, string> = {
        'AssumeRole': '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId>'
          + '<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>',
        'CertificateManager.ListCertificates': JSON.stringify({
          CertificateSummaryList: [{ CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1', DomainName: 'hello.example.com' }],
        }),
        'CertificateManager.DescribeCertificate': JSON.stringify({
          Certificate: {
            DomainValidationOptions: [
              { DomainName: 'hello.example.com', ResourceRecord: { Name: '_a.hello.example.com.', Type: 'CNAME', Value: '_b.acm-validations.aws.' } },
            ],
          },
        }),
      };
      response.end(answers[action as string] ?? '<ChangeResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeInfo>'
        + '<Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2030-01-01T00:00:00Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>');
    });
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => aws.once('listening', resolve));
  const environment = process.env;
  process.env = {
    ...environment,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  try {
    const { handler } = require(path.join(__dirname, '..', '..', 'assets', 'zone-records', 'index.js'));
    await handler({
      RequestType: 'Create',
      ResourceType: 'Custom::CertificateValidation',
      LogicalResourceId: 'Validation',
      ResponseURL: bucket.url,
      ResourceProperties: { HostedZoneId: ZONE, RoleArn: ROLE, DomainNames: ['hello.example.com'] },
    }, { getRemainingTimeInMillis: () => 15 * MINUTE });
  } finally {
    process.env = environment;
    aws.closeAllConnections();
    aws.close();
  }
  expect(bucket.answers).toEqual([expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: `${ZONE}/eu-west-1/Validation` })]);
  expect(asked).toEqual([
    'AKID eu-west-1/acm CertificateManager.ListCertificates',
    'AKID eu-west-1/acm CertificateManager.DescribeCertificate',
    'AKID eu-west-1/sts AssumeRole',
    `ASIA eu-west-1/route53 POST /2013-04-01/hostedzone/${ZONE}/rrset`,
  ]);
});
