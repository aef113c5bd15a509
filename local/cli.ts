import * as fs from 'fs';
import * as path from 'path';
import { parseEnv } from 'util';
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { AwsDrillFlags } from './commands/aws-drill';
import { check } from './commands/check';
import { completionScript, SHELLS } from './commands/completion';
import type { DrainOptions } from './commands/drain';
import { begin, clear, list } from './commands/fault';
import { record, recordText } from './commands/record';
import { reset } from './commands/reset';
import { sent } from './commands/sent';
import { settingsIn, takeSettings } from './commands/settings';
import { interruption } from './commands/signals';
import { DEFAULT_TOPICS, Topic, TOPICS } from './commands/terminal';
import { token } from './commands/token';
import { trust } from './commands/trust';
import { authorityDirectory } from './machine/authority';
import { READ_ONLY_POLICY } from './record/read-only-policy';
import { DEFAULT_DNS_PORT, DEFAULT_REPLICATION_LAG_MS, OPTION_RULES } from './regions/local-regions-options';

const DEFAULT_PORT = 3000;
const DEFAULT_AWS_PORT = 3100;
const DEFAULT_INSPECT_PORT = '9229'; // where debuggers look by themselves

/** What `npx multi-region` says and does; the only reader of the command line. */
async function main(argv: string[]) {
  const program = new Command('multi-region')
    .description('Several AWS Regions on this machine: what a CDK app deploys, without an AWS account')
    .version(version())
    .exitOverride();

  program.command('local')
    .description('run the Regions of a CDK app')
    .option('--app <command or path>', 'the command that synthesizes the app, a cdk.out directory, or a CloudFormation template in JSON or YAML (default: `app` in cdk.json)')
    .option('--region <region>', 'the Region of stacks that name none (default: as the CDK CLI takes it, from AWS_REGION, AWS_DEFAULT_REGION or the profile, else us-east-1)', value => valid('region', value))
    .option('--profile <name>', 'the profile of ~/.aws/config that says the Region of stacks that name none (default: AWS_PROFILE)')
    .option('-c, --context <key=value>', 'context for the app, may be given several times', keyValue)
    .option('--parameters <key=value>', 'the value of a parameter of the templates, of one stack as Stack:key=value, may be given several times', keyValue)
    .addOption(new Option('--port <number>', 'the port for callers of the API, 0 for any free one').argParser(numberOf('port')).default(DEFAULT_PORT))
    .addOption(new Option('--aws-port <number>', 'the port for AWS clients, 0 for any free one').argParser(numberOf('awsPort')).default(DEFAULT_AWS_PORT))
    .addOption(new Option('--dns-port <number>', `the port of the name server, 0 for any free one (default: ${DEFAULT_DNS_PORT} or, where that is in use, any)`).argParser(numberOf('dnsPort')))
    .addOption(new Option('--https-port <number>', 'the port for callers by HTTPS, 0 for any free one (default: none)').argParser(numberOf('httpsPort')))
    .addOption(new Option('--inspect [port]', 'let debuggers stop in handlers, at a port of this machine').argParser(numberOf('inspect')).preset(DEFAULT_INSPECT_PORT))
    .addOption(new Option('--time-scale <number>', 'how many seconds of AWS time pass in one real second').argParser(numberOf('timeScale')).default(1))
    .option('--from <region>', 'the Region that callers are near who send no x-client-location (default: the first of the app)', value => valid('from', value))
    .addOption(new Option('--replication-lag <ms>', 'the mean time that a write takes to the other Regions').argParser(numberOf('replicationLag')).default(DEFAULT_REPLICATION_LAG_MS))
    .addOption(new Option('--max-workers <number>', 'how many environments the functions of all Regions may have at once (default: by the memory of the machine)').argParser(numberOf('maxWorkers')))
    .addOption(new Option('--endpoint <service=url>', 'where a service is that does not run here, e.g. s3=http://localhost:9000, for the clients of handlers; may be repeated').argParser(endpoint))
    .addOption(new Option('--env <Function.NAME=value>', 'a variable of a function, by its name or construct id; may be repeated').argParser(variable))
    .addOption(new Option('--env-file <file>', 'a file with lines of NAME=value, the variables of all functions').argParser(variables))
    .option('--persist <folder>', 'keep what is written to the tables in a folder: it is there at the next start')
    .option('--seed <file or folder>', 'the items that empty tables begin with: <table>.jsonl, or a folder of such, an item in JSON a line')
    .option('--secrets <file>', 'what secrets and parameters hold: { "secrets": { "<name>": "…" }, "parameters": { … } } in JSON (default: secrets.local.json, if it is there)')
    .option('--allow-network', 'let HTTP integrations, and issuers of tokens for their keys, be asked beyond this machine', false)
    .option('--no-iam', 'let functions do what their roles do not allow')
    .option('--no-watch', 'do not take over edits of the app and its code while the Regions run')
    .option('--gradual-deployments', 'let edits come as they are deployed: to some callers of a function\'s alias first, and back if an alarm is raised', false)
    .option('--no-auth', 'let every caller in, whatever authorizers and IAM would say')
    .option('--strict', 'fail where anything of the templates is not on this machine, or not in full', false)
    .addOption(new Option('--log <topics>', `what is printed as it happens, of ${TOPICS.join(', ')}`).argParser(topics).default(DEFAULT_TOPICS, DEFAULT_TOPICS.join()))
    .option('--json', 'print lines of JSON, for programs', false)
    .option('--quiet', 'print no requests and no output of handlers', false)
    .addHelpText('after', '\nFlags may stand in cdk.json, too: { "multi-region": { "port": 4000, "endpoint": ["s3=http://localhost:9000"] } }')
    .hook('preAction', command => takeSettings(command))
    .action(async ({ endpoint: endpoints, env, envFile, ...flags }) => {
      const { local } = await import('./commands/local.js');
      await local({ ...flags, endpoints, environment: { ...env, ...envFile && { '*': envFile } } });
    });

  program.command('reset')
    .description('empty the tables of the local Regions that run, to their seed')
    .addOption(localEndpoint())
    .action(async ({ endpoint: at }) => print(await reset(at ?? defaultEndpoint())));

  program.command('token')
    .description('print a token of a user, as an authorizer of the local Regions that run takes it')
    .requiredOption('--user <name>', 'whose token it is')
    .option('--scope <scope>', 'what it is for, e.g. orders/write, may be given several times', (scope: string, before: string[] = []) => [...before, scope])
    .option('--pool <pool>', 'the user pool that issues it, by its id, construct id or path (default: the only issuer there is)')
    .option('--issuer <url>', 'the issuer (default: the only one there is)')
    .option('--audience <audience>', 'the id of the client, or the audience (default: the first one that is known)')
    .option('--claim <key=value>', 'a claim, its value a text or JSON, may be given several times', keyValue)
    .addOption(new Option('--expires <time>', 'when it expires, e.g. 30m; -1m for one that has').argParser(seconds).default(3600, '1h'))
    .addOption(new Option('--access', 'an access token, which says what the user may do (default with --scope)').conflicts('id'))
    .option('--id', 'an id token, which says who the user is (default without --scope)')
    .addOption(localEndpoint())
    .action(async ({ scope: scopes, claim, expires: expiresIn, access, id, endpoint: at, ...flags }) => print(await token(at ?? defaultEndpoint(), {
      ...flags, scopes, expiresIn, use: access ? 'access' : id ? 'id' : undefined, claims: claim && Object.fromEntries(Object.entries<string>(claim).map(([name, value]) => [name, jsonOrText(value)])),
    })));

  program.command('sent')
    .description('say what the local Regions that run would have sent to the world outside: mail, text messages, and what topics would send to other machines')
    .addOption(localEndpoint())
    .option('--json', 'say all that is known of it, in lines of JSON', false)
    .action(async ({ endpoint: at, json }) => print(await sent(at ?? defaultEndpoint(), { json })));

  program.command('lose <region>')
    .description('lose a Region of the local Regions that run: it answers nobody, and nothing in it runs, until it is restored')
    .option('--how <how>', 'whether its endpoints refuse connections, hang, or are slow', 'refuse')
    .option('--for <time>', 'in AWS time, e.g. 5m (default: until it is restored)', seconds)
    .addOption(localEndpoint())
    .action(async (region, { how, for: time, endpoint: at }) =>
      print(await begin(at ?? defaultEndpoint(), { action: 'local:region:lose', parameters: { region, how }, seconds: time })));

  program.command('restore <region>')
    .description('bring a lost Region of the local Regions that run back')
    .addOption(localEndpoint())
    .action(async (region, { endpoint: at }) => print(await clear(at ?? defaultEndpoint(), { region })));

  const fault = program.command('fault')
    .description('have something go wrong in the local Regions that run');

  fault.command('begin <fault> [parameters...]', { isDefault: true })
    .description('have a fault begin, its parameters said as name=value')
    .option('--for <time>', 'in AWS time, e.g. 5m (default: until it is cleared)', seconds)
    .addOption(localEndpoint())
    .action(async (action, parameters: string[], { for: time, endpoint: at }) => {
      const texts = parameters.reduce<Record<string, string>>((before, text) => keyValue(text, before), {});
      print(await begin(at ?? defaultEndpoint(), { action, texts, seconds: time }));
    });

  fault.command('list')
    .description('say what goes wrong')
    .addOption(localEndpoint())
    .action(async ({ endpoint: at }) => print(await list(at ?? defaultEndpoint())));

  fault.command('clear [id]')
    .description('end a fault, by its number, or all of them')
    .addOption(localEndpoint())
    .action(async (id, { endpoint: at }) => print(await clear(at ?? defaultEndpoint(), { id })));

  program.command('drill <file>')
    .description('rehearse the loss of a Region, as a file says it, in local Regions of their own; fails where a budget is not kept')
    .option('--app <command or path>', 'the command that synthesizes the app, or a cdk.out directory (default: `app` in the cdk.json nearest above the file)')
    .option('--report <folder>', 'where reports are written, as a page, in JSON, JUnit XML and Markdown')
    .addOption(new Option('--time-scale <number>', 'how many seconds of AWS time pass in one real second (default: as fast as the work lets them, the same in each run)').argParser(numberOf('timeScale')))
    .option('--json', 'print the report in JSON, and nothing else', false)
    .addOption(new Option('--target <target>', 'where it is played').choices(['local', 'aws']).default('local'))
    .option('--yes', 'on AWS: do not ask before anything is changed', false)
    .option('--restore', 'on AWS: have be as it was what a drill that was killed has changed, and play none', false)
    .option('--print-policy', 'on AWS: print the IAM policy that the drill needs, in JSON, and play none', false)
    .option('--resolver <address>', 'on AWS: a resolver that takes client subnets, e.g. 8.8.8.8, to have clients be where they say (default: that of this machine)')
    .addOption(new Option('--endpoint <url>', `on AWS: where AWS is, e.g. http://127.0.0.1:${DEFAULT_AWS_PORT} for the local Regions`).argParser(url).env('AWS_ENDPOINT_URL'))
    .option('--via <url>', `on AWS: the protocol and the port of the names (default: https, or http://localhost:${DEFAULT_PORT} with --endpoint)`, url)
    .action(async (file, { target, ...flags }) => {
      const { drill } = await import('./commands/drill.js');
      process.exit(await (target === 'aws' ? onAws(file, flags) : drill(file, flags)) ? 0 : 1);
    });

  program.command('plan')
    .description('say what the settings promise when a Region fails, and what they cost, in Markdown for a pull request; fails above a budget')
    .option('--app <command or path>', 'the command that synthesizes the app, a cdk.out directory, or a template (default: `app` in cdk.json)')
    .addOption(new Option('--rto <time>', 'how long callers may see errors, e.g. 2m').argParser(seconds))
    .addOption(new Option('--rpo <time>', 'how much of what was written may be missing elsewhere, e.g. 5s').argParser(seconds))
    .option('--against <path>', 'a cdk.out directory of before, or what `plan --json` printed of it, to compare with')
    .option('--json', 'say it in JSON', false)
    .action(async flags => {
      const { plan } = await import('./commands/plan.js');
      const { text, isKept } = await plan({ ...flags, directory: process.cwd(), signal: interruption() });
      print(text);
      if (!isKept) process.exitCode = 1;
    });

  program.command('trust')
    .description('say how to trust the certificates of the local Regions (--https-port); nothing is installed')
    .action(() => print(trust(authorityDirectory(process.env))));

  program.command('record')
    .description('after a deployment: keep in cdk.context.json what is deployed, the Regions of the global tables and the health checks, so that the app can tell what the next deployment would change')
    .option('--app <command or directory>', 'the command that synthesizes the app, or the cdk.out that was deployed (default: `app` in cdk.json)')
    .addOption(new Option('--outputs <file>', 'what `npx cdk deploy --all --outputs-file <file>` wrote, for the ids of the health checks (default: those recorded before)').conflicts('fromAws'))
    .option('--from-aws', 'read the templates that are deployed, by the credentials of the environment, in place of what the app would deploy', false)
    .addHelpText('after', `\n--from-aws needs these rights, and no others:\n${READ_ONLY_POLICY}`)
    .action(recordDeployment);

  program.command('check')
    .description('before a deployment: say what AWS would refuse of it, by what is recorded in cdk.context.json')
    .option('--app <command>', 'the command that synthesizes the app (default: `app` in cdk.json)')
    .option('--strict', 'fail because of warnings, too', false)
    .action(async flags => print(await check({ ...flags, directory: process.cwd(), signal: interruption() })));

  drainCommand('drain <region>', 'take a Region out of service by the drain switch, unless it is the last one').action((region, flags) => run(flags, ({ drain }, options) => drain(region, options)));
  drainCommand('undrain <region>', 'bring a drained Region back into service').action((region, flags) => run(flags, ({ undrain }, options) => undrain(region, options)));
  drainCommand('status', 'say which Regions are healthy, and which are drained')
    .option('--json', 'say it in JSON', false)
    .action(flags => flags.json ? printStatusJson(flags) : run(flags, ({ drainStatus }, options) => drainStatus(options)));

  program.command('completion')
    .description('print a script that completes commands and flags in a shell')
    .addArgument(new Argument('<shell>', 'the shell that is to run it').choices(SHELLS))
    .action(shell => print(completionScript(program, shell)));

  await program.parseAsync(argv);

  function drainCommand(nameAndArguments: string, description: string): Command {
    return program.command(nameAndArguments)
      .description(description)
      .option('--app <command or directory>', 'the command that synthesizes the app, or a cdk.out directory (default: `app` in cdk.json)')
      .option('--table <name>', 'the table of the switch, in an app of several APIs')
      .addOption(new Option('--endpoint <url>', `where DynamoDB is, e.g. http://localhost:${DEFAULT_AWS_PORT} for the local Regions (default: AWS)`).argParser(url).env('AWS_ENDPOINT_URL'))
      .option('--via <url>', `where the names are answered (default: by DNS, or http://localhost:${DEFAULT_PORT} with --endpoint)`, url);
  }
}

/** Where the local Regions that run are. */
function localEndpoint(): Option {
  return new Option('--endpoint <url>', 'where they take AWS clients (default: the port of cdk.json or 3100, on this machine)').argParser(url).env('AWS_ENDPOINT_URL');
}

function defaultEndpoint(): string {
  return `http://localhost:${settingsIn('cdk.json')['aws-port'] ?? DEFAULT_AWS_PORT}`;
}

async function recordDeployment({ fromAws, ...flags }: { app?: string; outputs?: string; fromAws: boolean }) {
  const readDeployed = fromAws ? (await withSdk(() => import('./record/deployed-templates.js'))).readDeployed : undefined;
  print(recordText(await record({ ...flags, readDeployed, directory: process.cwd(), signal: interruption() })));
}

interface DrainFlags {
  readonly app?: string;
  readonly table?: string;
  readonly endpoint?: string;
  readonly via?: string;
}

async function onAws(file: string, flags: AwsDrillFlags): Promise<boolean> {
  const settings = settingsIn('cdk.json');
  const here = flags.endpoint === undefined ? {} : {
    via: `http://localhost:${settings.port ?? DEFAULT_PORT}`,
    resolver: `127.0.0.1:${settings['dns-port'] ?? DEFAULT_DNS_PORT}`,
  };
  const { drillOnAws } = await import('./commands/aws-drill.js');
  return drillOnAws(file, { ...here, ...flags }, await withSdk(() => import('./commands/drill-on-aws.js')));
}

type DrainCommands = typeof import('./commands/drain.js');

/** What asks AWS brings the AWS SDK, and is loaded when it is needed. */
function withSdk<T>(load: () => Promise<T>): Promise<T> {
  // It is about future versions of the SDK, and this one is bundled.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return load();
}

async function run(flags: DrainFlags, command: (commands: DrainCommands, options: DrainOptions) => Promise<string>) {
  const { commands, options } = await drainOptions(flags);
  print(`Target: ${options.endpoint ?? 'AWS, by the credentials of the environment'}; names are asked ${options.via === undefined ? 'by DNS' : `at ${options.via}`}`);
  print(await command(commands, options));
}

async function printStatusJson(flags: DrainFlags) {
  const { commands, options } = await drainOptions(flags);
  const status = await commands.drainStatusJson(options);
  print(JSON.stringify(status, undefined, 2));
  if (status.problems.length > 0) process.exitCode = 1;
}

async function drainOptions({ app, table, endpoint: at, via }: DrainFlags): Promise<{ commands: DrainCommands; options: DrainOptions }> {
  const commands = await withSdk(() => import('./commands/drain.js'));
  const answers = via ?? (at ? `http://localhost:${settingsIn('cdk.json').port ?? DEFAULT_PORT}` : undefined);
  return { commands, options: { app, table, endpoint: at, via: answers, directory: process.cwd(), signal: interruption() } };
}

function print(text: string) {
  process.stdout.write(`${text}\n`);
}

/** From the package that this bundle, `lib/local/cli.js`, is part of. */
function version(): string {
  return JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')).version;
}

function numberOf(name: keyof typeof OPTION_RULES) {
  return (text: string) => valid(name, text.trim() === '' ? NaN : Number(text));
}

/** Refuses a value by the option's name on the command line, before the app is synthesized. */
function valid<T>(name: keyof typeof OPTION_RULES, value: T): T {
  const { rule, holds } = OPTION_RULES[name];
  if (!holds(value)) throw new InvalidArgumentError(`It must be ${rule}.`);
  return value;
}

function endpoint(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, service, at] = /^([A-Za-z][\w -]*)=(.*)$/.exec(text) ?? [];
  if (service === undefined || !isUrl(at)) {
    throw new InvalidArgumentError('It must be a service and a URL, e.g. s3=http://localhost:9000.');
  }
  return { ...before, [service]: at };
}

function variable(text: string, before: Record<string, Record<string, string>> = {}) {
  const [, called, name, value] = /^([^=]+)\.([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (called === undefined) {
    throw new InvalidArgumentError('It must be a function, a variable and its value, e.g. Hello.LOG_LEVEL=debug.');
  }
  return { ...before, [called]: { ...before[called], [name]: value } };
}

function topics(text: string): Topic[] {
  const named = text.split(',').map(topic => topic.trim()) as Topic[];
  if (!named.every(topic => TOPICS.includes(topic))) throw new InvalidArgumentError(`It must be of ${TOPICS.join(', ')}.`);
  return named;
}

function variables(file: string): Record<string, string> {
  try {
    return parseEnv(fs.readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    throw new InvalidArgumentError(`It must be a file that can be read (${(error as Error).message}).`);
  }
}

function keyValue(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('It must be <key>=<value>.');
  return { ...before, [key]: value };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function seconds(text: string): number {
  const [, number, unit] = /^(-?\d+)([smhd]?)$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('It must be a number of seconds, minutes, hours or days, e.g. 90s, 30m, 1h or 7d.');
  return Number(number) * ({ s: 1, m: 60, h: 3600, d: 86_400 } as Record<string, number>)[unit || 's'];
}

function url(text: string): string {
  if (!isUrl(text)) {
    throw new InvalidArgumentError(`It must be a URL, e.g. http://localhost:${DEFAULT_AWS_PORT}.`);
  }
  return text;
}

function isUrl(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text);
}

main(process.argv).catch((error: Error) => {
  if (!(error instanceof CommanderError)) {
    process.stderr.write(`${error.message}\n`);
  }
  process.exit(error instanceof CommanderError ? error.exitCode : process.exitCode ?? 1);
});
