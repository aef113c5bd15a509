import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appEnvironment, lookedUpAccount } from '../../../local/cloudformation/app-environment';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  mkdirSync(join(home, '.aws'));
});
afterEach(() => rmSync(home, { recursive: true }));

function write(file: 'config' | 'credentials', ...lines: string[]) {
  writeFileSync(join(home, '.aws', file), lines.join('\n'));
}

const environment = (env: NodeJS.ProcessEnv = {}, options: { region?: string; profile?: string } = {}) =>
  appEnvironment(options, { HOME: home, ...env });

test('where nothing says a Region it is us-east-1', () => {
  expect(environment()).toEqual({ region: 'us-east-1', regionFrom: 'default of the CDK CLI' });
});

test('the one that is given goes before the variables, these before the profile', () => {
  write('config', '[default]', 'region = eu-west-3');
  const variables = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' };
  expect(environment(variables, { region: 'ap-southeast-1' })).toEqual({ region: 'ap-southeast-1', regionFrom: '--region' });
  expect(environment(variables)).toEqual({ region: 'eu-west-1', regionFrom: 'AWS_REGION' });
  expect(environment({ AWS_DEFAULT_REGION: 'eu-west-2' })).toEqual({ region: 'eu-west-2', regionFrom: 'AWS_DEFAULT_REGION' });
  expect(environment({ CDK_DEFAULT_REGION: 'eu-north-1' })).toEqual({ region: 'eu-west-3', regionFrom: 'profile default' });
});

test('one that was set for the app already is left', () => {
  expect(environment({ CDK_DEFAULT_REGION: 'eu-north-1' })).toEqual({ region: 'eu-north-1', regionFrom: 'CDK_DEFAULT_REGION' });
});

test('a profile is the one that is named, of the files that the environment names, credentials first', () => {
  write('config', '[default]', 'region=eu-west-3', '[profile work]', 's3 =', '  region = none', 'region = eu-south-1 ', '[profile home]', 'region = sa-east-1');
  expect(environment({}, { profile: 'work' })).toEqual({ region: 'eu-south-1', regionFrom: 'profile work' });
  expect(environment({ AWS_PROFILE: 'home' })).toEqual({ region: 'sa-east-1', regionFrom: 'profile home' });
  expect(environment({ AWS_PROFILE: 'other' })).toEqual({ region: 'eu-west-3', regionFrom: 'profile default' });
  write('credentials', '[work]', 'aws_access_key_id = AKID', 'region = ca-central-1');
  expect(environment({}, { profile: 'work' }).region).toBe('ca-central-1');
  expect(environment({ AWS_SHARED_CREDENTIALS_FILE: join(home, 'none') }, { profile: 'work' }).region).toBe('eu-south-1');
});

test('the account of an app is that of its lookups, if it is one', () => {
  const lookup = (account: string) => ({ [`hosted-zone:account=${account}:domainName=example.com:region=us-east-1`]: { Id: 'Z1' } });
  expect(lookedUpAccount({ stage: 'dev', ...lookup('111111111111') })).toBe('111111111111');
  expect(lookedUpAccount({ ...lookup('111111111111'), ...lookup('222222222222') })).toBeUndefined();
  expect(lookedUpAccount({ stage: 'dev' })).toBeUndefined();
});
