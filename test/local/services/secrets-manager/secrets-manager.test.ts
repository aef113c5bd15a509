import {
  BatchGetSecretValueCommand, CreateSecretCommand, DescribeSecretCommand, GetRandomPasswordCommand, GetSecretValueCommand,
  ListSecretsCommand, ListSecretVersionIdsCommand, PutSecretValueCommand, RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand, SecretsManagerClient, StopReplicationToReplicaCommand, UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { ManualClock } from '../../../../local/machine/clock';
import { SecretDefinition } from '../../../../local/services/secrets-manager/secret-definition';
import { SecretsManager } from '../../../../local/services/secrets-manager/secrets-manager';
import { ACCOUNT, aMachine, serve } from '../delivered';

const [VIRGINIA, IRELAND, SINGAPORE] = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
const REGIONS = [VIRGINIA, IRELAND, SINGAPORE];
const LAG = 2_000;
const TWILIO: SecretDefinition = {
  name: 'Shop/Twilio', region: VIRGINIA, accountId: ACCOUNT, suffix: 'a1b2c3', constructId: 'Twilio', replicas: [IRELAND], value: 'first', description: 'of Twilio',
};
const EMPTY: SecretDefinition = { name: 'Shop/Empty', region: VIRGINIA, accountId: ACCOUNT, suffix: 'd4e5f6', replicas: [] };
const arnIn = (region: string) => `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:Shop/Twilio-a1b2c3`;

let clock: ManualClock;
let lost: string[];
let service: SecretsManager;
let stop: () => Promise<void>;
let inRegion: Record<string, SecretsManagerClient>;
const definitions = (secrets: SecretDefinition[] = [TWILIO, EMPTY], given: Record<string, string> = { 'crm/key': 'of the file' }) => ({
  secrets, regions: REGIONS, accountId: ACCOUNT, functions: [], values: { file: 'secrets.local.json', secrets: given, parameters: {} },
});

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 1));
  lost = [];
  service = new SecretsManager({
    ...aMachine(clock), ...definitions(), replicationLag: LAG, isRunning: region => !lost.includes(region), askAws: () => Promise.reject(new Error('nobody asks')),
  });
  const served = await serve(service);
  inRegion = Object.fromEntries(REGIONS.map(region => [region, new SecretsManagerClient(served.clientIn(region))]));
  stop = async () => {
    Object.values(inRegion).forEach(client => client.destroy());
    await service.stop();
    await served.stop();
  };
});
afterEach(() => stop());

const read = async (region: string, more: object = {}) => (await inRegion[region].send(new GetSecretValueCommand({ SecretId: 'Shop/Twilio', ...more }))).SecretString;
const write = (region: string, SecretString: string, more: object = {}) => inRegion[region].send(new PutSecretValueCommand({ SecretId: 'Shop/Twilio', SecretString, ...more }));

test('a secret is read in each of its Regions, by its name and by its ARN with and without the end', async () => {
  const { ARN, Name, SecretString, VersionStages, CreatedDate } = await inRegion[IRELAND].send(new GetSecretValueCommand({ SecretId: 'Shop/Twilio' }));
  expect({ ARN, Name, SecretString, VersionStages, CreatedDate })
    .toEqual({ ARN: arnIn(IRELAND), Name: 'Shop/Twilio', SecretString: 'first', VersionStages: ['AWSCURRENT'], CreatedDate: new Date('2026-01-01') });
  expect(await read(VIRGINIA, { SecretId: arnIn(VIRGINIA) })).toBe('first');
  expect(await read(VIRGINIA, { SecretId: arnIn(VIRGINIA).slice(0, -7) })).toBe('first');
});

test('one that only the file has is in every Region', async () => {
  expect(await Promise.all(REGIONS.map(region => read(region, { SecretId: 'crm/key' })))).toEqual(Array(3).fill('of the file'));
});

test('what is not there, or holds nothing, is refused in AWS\'s words, with the way to give it a value', async () => {
  await expect(read(SINGAPORE)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Secrets Manager can\'t find the specified secret. On this machine secrets.local.json gives it a value: {"secrets":{"Shop/Twilio":"<value>"}}',
  });
  await expect(read(VIRGINIA, { SecretId: 'Shop/Empty' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException', message: expect.stringMatching(/^Secrets Manager can't find the specified secret value for staging label: AWSCURRENT\. .*secrets\.local\.json/),
  });
  await expect(read(VIRGINIA, { VersionStage: 'AWSPENDING' })).rejects.toThrow('Secrets Manager can\'t find the specified secret value for staging label: AWSPENDING');
});

describe('a value that is written', () => {
  test('is in the primary Region at once, and in the others after the lag; the one before is the previous one', async () => {
    const { VersionId } = await write(VIRGINIA, 'second');
    expect(await Promise.all([VIRGINIA, IRELAND].map(region => read(region)))).toEqual(['second', 'first']);
    expect(await statuses()).toEqual([{ Region: IRELAND, Status: 'InProgress' }]);
    await clock.advance(LAG);
    expect(await read(IRELAND)).toBe('second');
    expect(await read(IRELAND, { VersionId })).toBe('second');
    expect(await read(IRELAND, { VersionStage: 'AWSPREVIOUS' })).toBe('first');
    expect(await statuses()).toEqual([{ Region: IRELAND, Status: 'InSync' }]);
  });

  test('waits for a Region that is lost', async () => {
    lost = [IRELAND];
    await write(VIRGINIA, 'second');
    await write(VIRGINIA, 'third');
    await clock.advance(60_000);
    expect(await read(IRELAND)).toBe('first');
    lost = [];
    await clock.advance(1_000);
    expect(await read(IRELAND)).toBe('third');
  });

  test('is refused by a replica', async () => {
    await expect(write(IRELAND, 'second')).rejects.toMatchObject({
      name: 'InvalidRequestException', message: 'Operation not permitted on a replica secret. Call must be made in primary secret\'s region.',
    });
  });

  test('under one token is written once, and another value is refused', async () => {
    const ClientRequestToken = '11111111-2222-4333-8444-555555555555';
    await write(VIRGINIA, 'second', { ClientRequestToken });
    await write(VIRGINIA, 'second', { ClientRequestToken });
    expect((await inRegion[VIRGINIA].send(new ListSecretVersionIdsCommand({ SecretId: 'Shop/Twilio' }))).Versions).toHaveLength(2);
    await expect(write(VIRGINIA, 'third', { ClientRequestToken })).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test('may be pending, until rotation makes it the current one', async () => {
    const { VersionId: next } = await write(VIRGINIA, 'second', { VersionStages: ['AWSPENDING'] });
    expect(await read(VIRGINIA)).toBe('first');
    const before = (await inRegion[VIRGINIA].send(new GetSecretValueCommand({ SecretId: 'Shop/Twilio' }))).VersionId;
    await inRegion[VIRGINIA].send(new UpdateSecretVersionStageCommand({ SecretId: 'Shop/Twilio', VersionStage: 'AWSCURRENT', MoveToVersionId: next, RemoveFromVersionId: before }));
    expect(await read(VIRGINIA)).toBe('second');
    expect(await read(VIRGINIA, { VersionStage: 'AWSPREVIOUS' })).toBe('first');
  });

  test('may be binary', async () => {
    await inRegion[VIRGINIA].send(new UpdateSecretCommand({ SecretId: 'Shop/Twilio', SecretBinary: Buffer.from([1, 2, 3]), Description: 'of bytes' }));
    expect((await inRegion[VIRGINIA].send(new GetSecretValueCommand({ SecretId: 'Shop/Twilio' }))).SecretBinary).toEqual(Uint8Array.of(1, 2, 3));
    expect((await inRegion[VIRGINIA].send(new DescribeSecretCommand({ SecretId: 'Shop/Twilio' }))).Description).toBe('of bytes');
  });
});

async function statuses() {
  return (await inRegion[VIRGINIA].send(new DescribeSecretCommand({ SecretId: 'Shop/Twilio' }))).ReplicationStatus;
}

test('a replica is promoted, takes writes of its own, and is overwritten on the way back', async () => {
  await inRegion[IRELAND].send(new StopReplicationToReplicaCommand({ SecretId: 'Shop/Twilio' }));
  await write(IRELAND, 'in the emergency');
  await write(VIRGINIA, 'in the emergency, too');
  await clock.advance(LAG);
  expect(await read(IRELAND)).toBe('in the emergency');
  expect(await statuses()).toBeUndefined();

  const replicate = (ForceOverwriteReplicaSecret: boolean) => inRegion[VIRGINIA].send(new ReplicateSecretToRegionsCommand({
    SecretId: 'Shop/Twilio', AddReplicaRegions: [{ Region: IRELAND }, { Region: SINGAPORE }], ForceOverwriteReplicaSecret,
  }));
  expect((await replicate(false)).ReplicationStatus).toEqual([
    { Region: SINGAPORE, Status: 'InProgress' }, { Region: IRELAND, Status: 'Failed', StatusMessage: expect.stringContaining('exists in region eu-west-1') },
  ]);
  await replicate(true);
  await clock.advance(LAG);
  expect(await Promise.all([IRELAND, SINGAPORE].map(region => read(region)))).toEqual(Array(2).fill('in the emergency, too'));

  await inRegion[VIRGINIA].send(new RemoveRegionsFromReplicationCommand({ SecretId: 'Shop/Twilio', RemoveReplicaRegions: [SINGAPORE] }));
  await expect(read(SINGAPORE)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('secrets are listed by Region and name, and read at once, with those that fail', async () => {
  const list = async (region: string, input: object = {}) => (await inRegion[region].send(new ListSecretsCommand(input))).SecretList!
    .map(({ Name }) => Name);
  expect(await list(VIRGINIA)).toEqual(['Shop/Twilio', 'Shop/Empty', 'crm/key']);
  expect(await list(IRELAND, { Filters: [{ Key: 'name', Values: ['Shop/'] }] })).toEqual(['Shop/Twilio']);
  const { SecretValues, Errors } = await inRegion[IRELAND].send(new BatchGetSecretValueCommand({ SecretIdList: ['crm/key', 'none'] }));
  expect(SecretValues!.map(({ SecretString }) => SecretString)).toEqual(['of the file']);
  expect(Errors).toEqual([expect.objectContaining({ SecretId: 'none', ErrorCode: 'ResourceNotFoundException' })]);
});

test('a password has what is asked for', async () => {
  const password = async (input: object) => (await inRegion[IRELAND].send(new GetRandomPasswordCommand(input))).RandomPassword!;
  expect(await password({})).toHaveLength(32);
  expect(await password({ PasswordLength: 8, ExcludePunctuation: true, ExcludeLowercase: true, ExcludeNumbers: true, ExcludeCharacters: 'BCD' })).toMatch(/^[AE-Z]{8}$/);
  await expect(password({ PasswordLength: 2 })).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('an edit keeps what was written since, but for a secret of which it changes the value', async () => {
  await write(VIRGINIA, 'second');
  await clock.advance(LAG);
  service.update(definitions([{ ...TWILIO, replicas: [IRELAND, SINGAPORE] }], { 'crm/key': 'another' }));
  expect(await Promise.all([VIRGINIA, IRELAND].map(region => read(region)))).toEqual(['second', 'second']);
  expect(await read(SINGAPORE, { SecretId: 'crm/key' })).toBe('another');
  service.update(definitions([{ ...TWILIO, value: 'edited' }]));
  expect(await read(IRELAND)).toBe('edited');
});

test('what is not answered here is refused by its name', async () => {
  await expect(inRegion[IRELAND].send(new CreateSecretCommand({ Name: 'new' }))).rejects.toThrow('CreateSecret is not supported by the local Regions.');
});
