import { execFile, execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { ListHealthChecksCommand, Route53Client } from '@aws-sdk/client-route-53';
import { LocalRegions, start } from '../../local';
import { documentedApp } from '../docs/documented-app';
import { ANSWER, Call, PAGES, read, ROOT, typed } from '../docs/page-commands';

/** The pages' commands of the AWS CLI and of jq, as they are on PyPI, and of curl. */
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'page-commands-'));
const inEnvironment = (name: string) => path.join(directory, '.venv', 'bin', name);
const { stacks } = documentedApp(path.join(directory, 'cdk.out')).synth();

/** Each once, wherever it is. */
function callsOf(program: string): Call[] {
  const calls = PAGES.flatMap(page => typed(read(page), page).calls).filter(({ command }) => command === program);
  return [...new Map(calls.reverse().map(call => [call.args.join(' '), call])).values()].reverse();
}

const TIME = '2026-11-30T12:00:00Z';
const { template } = stacks.find(({ stackName }) => stackName === 'HitCounter-us-east-1')!;
const outputs = Object.keys(template.Outputs).map(OutputKey => ({ OutputKey, OutputValue: ANSWER }));
const functions = Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function')
  .map(({ Properties }) => ({ FunctionName: Properties.FunctionName ?? 'HitCounter-us-east-1-Health', Description: Properties.Description ?? '' }));

/** What AWS might answer; only where a query is put to it. */
const SAMPLES = {
  'acm ListCertificates': { CertificateSummaryList: [{ DomainName: 'hello.example.com', CertificateArn: `arn:aws:acm:us-east-1:111122223333:certificate/${ANSWER}` }] },
  'acm DescribeCertificate': {
    Certificate: {
      Status: 'ISSUED',
      NotAfter: TIME,
      RenewalSummary: { RenewalStatus: 'PENDING_VALIDATION', DomainValidationOptions: [{ DomainName: 'hello.example.com' }], UpdatedAt: TIME },
      DomainValidationOptions: [{ DomainName: 'hello.example.com', ValidationStatus: 'SUCCESS', ResourceRecord: { Name: '_a.hello.example.com.', Type: 'CNAME', Value: '_b.acm-validations.aws.' } }],
    },
  },
  'apigateway GetDomainName': { regionalDomainName: 'd-1.execute-api.us-east-1.amazonaws.com', regionalHostedZoneId: 'Z1UJRXOUMOOFQ8', endpointConfiguration: { types: ['REGIONAL'] } },
  'cloudformation DescribeStacks': { Stacks: [{ StackName: 'HitCounter-us-east-1', CreationTime: TIME, StackStatus: 'DELETE_COMPLETE', Outputs: outputs }] }, // waited for
  'cloudformation DescribeStackEvents': {
    StackEvents: [{ StackId: 'id', EventId: 'id', StackName: 'HitCounter-us-east-1', Timestamp: TIME, LogicalResourceId: 'Table', ResourceStatus: 'CREATE_FAILED', ResourceStatusReason: 'it exists' }],
  },
  'cloudformation DescribeStackDriftDetectionStatus': {
    StackId: 'id', StackDriftDetectionId: ANSWER, StackDriftStatus: 'IN_SYNC', DetectionStatus: 'DETECTION_COMPLETE', Timestamp: TIME,
  },
  'cloudformation DetectStackDrift': { StackDriftDetectionId: ANSWER },
  'cloudformation GetTemplate': { TemplateBody: JSON.stringify(stacks.find(({ stackName }) => stackName === 'HitCounter-Tables')!.template) },
  'cloudwatch GetMetricStatistics': { Datapoints: [{ Timestamp: TIME, Sum: 7 }] },
  'codedeploy ListDeployments': { deployments: ['d-ABCDEF123'] },
  'codedeploy GetDeployment': {
    deploymentInfo: { status: 'Failed', rollbackInfo: { rollbackMessage: 'Rolled back' }, errorInformation: { code: 'ALARM_ACTIVE', message: 'An alarm is raised' } },
  },
  'dynamodb DescribeTable': { Table: { TableName: 'HitCounter-Hits-restored', TableStatus: 'ACTIVE' } },
  'lambda ListFunctions': { Functions: functions },
  'lambda ListVersionsByFunction': { Versions: [{ Version: '7', LastModified: TIME }] },
  // The local Regions have one as soon as a checker has found something.
  'route53 GetHealthCheckLastFailureReason': {
    HealthCheckObservations: [{ Region: 'us-west-2', IPAddress: '192.0.2.7', StatusReport: { Status: 'Failure: HTTP Status Code 503', CheckedTime: TIME } }],
  },
  'secretsmanager DescribeSecret': { LastChangedDate: TIME, ReplicationStatus: [{ Region: 'eu-west-1', Status: 'InSync' }] },
  'sqs GetQueueUrl': { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/HitCounter-Orders-DeadLetters' },
  'sqs GetQueueAttributes': { Attributes: { ApproximateNumberOfMessages: '3', QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:HitCounter-Orders' } },
  'route53 ListResourceRecordSets': {
    ResourceRecordSets: [{ Name: 'hello.example.com.', Type: 'A', SetIdentifier: 'ap-southeast-1', Region: 'ap-southeast-1', HealthCheckId: ANSWER }], IsTruncated: false, MaxItems: '300',
  },
};

/** Commands whose app is not the hit counter. */
const OF_OTHER_APPS = /^examples\/(everything|orders|pets|reminders)\//;

let regions: LocalRegions;
/** The health check that guards the Region's records, and the one that asks its endpoint. */
let guarding: string;
let endpoint: string;

beforeAll(async () => {
  execFileSync('python3', ['-m', 'venv', path.join(directory, '.venv')]);
  execFileSync(inEnvironment('pip'), ['install', '--quiet', '--disable-pip-version-check', 'awscli', 'jq']);
  regions = await start({ app: path.join(directory, 'cdk.out'), directory: ROOT, timeScale: 10 });
  guarding = regions.healthCheckId('us-east-1', 'hello.example.com');
  const route53 = new Route53Client({ endpoint: regions.awsUrl, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const { HealthChecks = [] } = await route53.send(new ListHealthChecksCommand());
  endpoint = HealthChecks.find(({ HealthCheckConfig: config }) => config?.FullyQualifiedDomainName === 'us-east-1.hello.example.com' && config.ResourcePath === '/health')!.Id!;
  // The file that a page has beside its command.
  fs.writeFileSync(path.join(directory, 'to-latency.json'), /^```json\n([\s\S]*?)^```$/m.exec(read('docs/runbooks/adopting-an-existing-domain.md'))![1]);
}, 300_000);

afterAll(() => regions.stop());

/** What is wrong with calls of the AWS CLI. */
async function problems(calls: Pick<Call, 'args'>[]): Promise<(string | null)[]> {
  const python = promisify(execFile)(inEnvironment('python'), [path.join(__dirname, 'page_commands.py')], {
    cwd: directory,
    maxBuffer: 2 ** 24,
    env: { HOME: directory, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_DEFAULT_REGION: 'us-east-1', AWS_ENDPOINT_URL: regions.awsUrl },
  });
  python.child.stdin!.end(JSON.stringify({ commands: calls.map(({ args }) => here(args)), samples: SAMPLES }));
  return JSON.parse((await python).stdout);
}

/** As if typed here: with a health check that there is. Two words are a command's name, whose parameters are left to the reader. */
function here(args: string[]): string[] {
  if (args.length === 2) return [...args, '--generate-cli-skeleton'];
  return args.map((arg, i) => args[i - 1] !== '--health-check-id' ? arg : args[1] === 'get-health-check' ? guarding : endpoint);
}

test('the AWS CLI takes every command of every page, and its queries find something', async () => {
  const calls = callsOf('aws').filter(({ at }) => !OF_OTHER_APPS.test(at));
  expect(calls.length).toBeGreaterThan(100);
  const found = await problems(calls);
  expect(calls.flatMap(({ at, args }, i) => found[i] ? `${at}: aws ${args.join(' ')}: ${found[i]}` : [])).toEqual([]);
}, 300_000);

test('the AWS CLI tells a command that is wrong, and so does its query', async () => {
  const wrong = [
    ['route54 list-health-checks', 'argument command: Invalid choice'],
    ['route53 list-health-chekcs', 'argument operation: Invalid choice'],
    ['route53 list-health-checks --regoin us-east-1', 'Unknown options: --regoin, us-east-1'],
    ['dynamodb describe-table --region us-east-1', 'the following arguments are required: --table-name'],
    ['dynamodb update-table --table-name HitCounter-Hits --replica-updates [{"Remove":{}}]', 'Unknown parameter in ReplicaUpdates[0]: "Remove"'],
    ['dynamodb scan --table-name HitCounter-Hitz', 'ResourceNotFoundException'],
    // What negates `HealthCheckConfig`, and looks into that.
    ['route53 list-health-checks --query HealthChecks[?!HealthCheckConfig.Inverted].Id', 'The query finds []'],
    ['acm describe-certificate --certificate-arn arn:aws:acm:us-east-1:1:certificate/1 --query Certificate.[Status,Renewal.Status]', 'The query finds ["ISSUED", null]'],
  ];
  expect(await problems(wrong.map(([command]) => ({ args: command.split(' ') })))).toEqual(wrong.map(([, problem]) => expect.stringContaining(problem)));
}, 120_000);

/** The command with the edge of the Regions that run here, which is told the name. */
function atTheEdge(args: string[]): string[] {
  const named = args.includes('-H') && args.some(arg => arg.startsWith('Host: '));
  return args.flatMap(arg => {
    const [, host, rest] = /^(?:https?:\/\/)?(localhost:3000|[\w.-]+\.example\.com)(?::3000)?(\/.*)$/.exec(arg) ?? [];
    if (host === undefined) return [arg];
    return [...named ? [] : ['-H', `Host: ${host === 'localhost:3000' ? 'hello.example.com' : host}`], `${regions.url}${rest}`];
  });
}

test('curl takes every command of every page, and every path answers', async () => {
  const calls = callsOf('curl').filter(({ at }) => !OF_OTHER_APPS.test(at));
  const answers: [string, string][] = [];
  for (const { at, args } of calls) {
    const { stdout } = await promisify(execFile)('curl', [...atTheEdge(args), '-m', '30', '-s', '-o', '/dev/null', '-w', '%{http_code}']); // the last ones count
    answers.push([`${at}: curl ${args.join(' ')}`, stdout]);
  }
  expect(answers.length).toBeGreaterThan(10);
  expect(answers.filter(([command, status]) => status !== (command.includes('/drained/') ? '404' : '200'))).toEqual([]); // 404: not drained
}, 60_000);

/** The page's program, with what it is given there. */
function jq({ args }: Call, input: string): string {
  const program = 'import jq, sys; print(jq.compile(sys.argv[2]).input_text(sys.stdin.read(), slurp=sys.argv[1] == "-s").text())';
  return execFileSync(inEnvironment('python'), ['-c', program, ...args], { input, encoding: 'utf8' }).trim();
}

test('jq finds what pages look for: a health check that was recorded, and outputs as they are to be recorded', () => {
  const [ofOutputs, ofRecorded, ...others] = callsOf('jq').sort((a, b) => b.args[0].localeCompare(a.args[0]));
  expect(others).toEqual([]);
  const answers = stacks.filter(({ stackName }) => /^HitCounter-\w+-\w+-\d$/.test(stackName)).map(({ stackName, template: { Outputs = {} } }) =>
    JSON.stringify({ Stacks: [{ StackName: stackName, Outputs: Object.keys(Outputs).map(OutputKey => ({ OutputKey, OutputValue: ANSWER })) }] }));
  fs.writeFileSync(path.join(directory, 'outputs.json'), jq(ofOutputs, answers.join('\n')));
  execFileSync(process.execPath, [path.join(ROOT, 'bin', 'multi-region'), 'record', '--app', 'cdk.out', '--outputs', 'outputs.json'], { cwd: directory, stdio: 'pipe' });
  expect(jq(ofRecorded, fs.readFileSync(path.join(directory, 'cdk.context.json'), 'utf8'))).toBe(`"${ANSWER}"`);
}, 60_000);
