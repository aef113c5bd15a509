import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { takeSettings } from '../../../local/commands/settings';

/** The options of a command, with these flags and this cdk.json. */
function options(flags: string[], cdkJson: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'cdk.json');
  writeFileSync(file, cdkJson);
  const command = new Command('local')
    .addOption(new Option('--aws-port <number>').default(3100).argParser(text => {
      if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a number.');
      return Number(text);
    }))
    .addOption(new Option('--endpoint <name>').argParser((text: string, before: string[] = []) => [...before, text]))
    .option('--from <region>')
    .option('--quiet', 'says less', false)
    .option('--no-iam', 'allows all')
    .option('--no-watch')
    .hook('preAction', acting => takeSettings(acting, file))
    .action(() => {});
  command.parse(flags, { from: 'user' });
  return command.opts();
}

const settings = (value: object) => JSON.stringify({ 'app': 'x', 'multi-region': value });

test('flags that are not given come from "multi-region" in cdk.json', () => {
  expect(options([], settings({ 'aws-port': 4100, 'endpoint': ['a', 'b'], 'from': 'eu-west-1', 'quiet': true, 'no-watch': true })))
    .toEqual({ awsPort: 4100, endpoint: ['a', 'b'], from: 'eu-west-1', iam: true, quiet: true, watch: false });
});

test.each([[true, false], [false, true]])('a flag that says no, of %j, says so', (value, iam) => {
  expect(options([], settings({ 'no-iam': value }))).toMatchObject({ iam });
});

test('flags are above them', () => {
  expect(options(['--aws-port', '5100', '--endpoint', 'c', '--quiet'], settings({ 'aws-port': 4100, 'endpoint': 'a', 'quiet': false })))
    .toEqual({ awsPort: 5100, endpoint: ['c'], iam: true, quiet: true, watch: true });
});

test.each(['{ "app": "x" }', 'no JSON'])('a cdk.json of %s has none', cdkJson => {
  expect(options([], cdkJson)).toEqual({ awsPort: 3100, iam: true, quiet: false, watch: true });
});

test('what is no flag, or not what the flag takes, is refused', () => {
  expect(() => options([], settings({ prot: 1 }))).toThrow(/^`multi-region` in .*cdk\.json must have flags of `local` \(aws-port, endpoint, from, quiet, no-iam, no-watch\), got: prot$/);
  expect(() => options([], settings({ 'aws-port': 'http' }))).toThrow(/^`aws-port` of `multi-region` in .*cdk\.json is invalid, got: http\. It must be a number\.$/);
});
