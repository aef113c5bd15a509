import { execFile, execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { commandOf, example, ROOT, synthesize } from './hit-counter';

/** The templates of the examples, as cfn-lint reads them. Those in other languages are the hit counter's. */
const EXAMPLES = ['everything', 'hit-counter', 'pipeline', 'reminders'];

/** What may be found, and why it does no harm. */
const ACCEPTED = [
  { rule: 'W3005', message: /^'\w+' dependency already enforced by a '(Ref|GetAtt)' at/ }, // CDK waits for a construct, of which a property refers to a part
  { rule: 'E3703', message: /^Prefer using Fn::Sub over Fn::Join with an empty delimiter$/ }, // a hint of style, which cfn-lint makes an error in a pipeline's actions
];

interface Finding {
  readonly Filename: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: (string | number)[] };
}

const environment = fs.mkdtempSync(path.join(os.tmpdir(), 'cfn-lint-'));
let stacks: CloudFormationStackArtifact[];
let findings: Finding[];

beforeAll(async () => {
  execFileSync('python3', ['-m', 'venv', environment]);
  execFileSync(path.join(environment, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', 'cfn-lint']);
  stacks = EXAMPLES.flatMap(stacksOf);
  const regions = [...new Set(stacks.map(stack => stack.environment.region))];
  findings = [];
  for (const region of regions) {
    findings.push(...await lint(region, stacks.filter(stack => stack.environment.region === region).map(stack => stack.templateFullPath)));
  }
}, 900_000);

afterAll(() => fs.rmSync(environment, { recursive: true, force: true }));

/** Without the code of functions, which is no part of a template. */
function stacksOf(name: string): CloudFormationStackArtifact[] {
  const directory = example(name);
  const recorded = path.join(directory, 'cdk.context.json');
  const context = { ...fs.existsSync(recorded) && JSON.parse(fs.readFileSync(recorded, 'utf8')), 'aws:cdk:bundling-stacks': [] };
  const { assembly } = synthesize(directory, commandOf(directory), { CDK_CONTEXT_JSON: JSON.stringify(context), TSX_TSCONFIG_PATH: path.join(ROOT, 'tsconfig.dev.json') });
  return new CloudAssembly(assembly).stacksRecursively;
}

async function lint(region: string, files: string[]): Promise<Finding[]> {
  const run = promisify(execFile)(path.join(environment, 'bin', 'cfn-lint'), ['--regions', region, '--format', 'json', '--', ...files], { maxBuffer: 2 ** 26 });
  const { stdout, stderr } = await run.catch(error => error); // its exit code says what kinds of findings there are
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

function isAccepted({ Rule, Message }: Finding): boolean {
  return ACCEPTED.some(({ rule, message }) => rule === Rule.Id && message.test(Message));
}

test('nothing is found in the templates of the examples but what is accepted', () => {
  expect(new Set(stacks.map(({ environment: { region } }) => region)).size).toBeGreaterThan(5);
  expect(findings.filter(finding => !isAccepted(finding))
    .map(({ Filename, Rule, Message, Location }) => `${path.basename(Filename)}: ${Rule.Id} ${Location.Path.join('/')}: ${Message}`)).toEqual([]);
});

test('a property that CloudFormation does not know would be found', async () => {
  const template = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Nonsense: true } } } };
  const file = path.join(environment, 'broken.template.json');
  fs.writeFileSync(file, JSON.stringify(template));
  expect((await lint('eu-west-1', [file])).map(({ Rule }) => Rule.Id)).toEqual(['E3002']);
}, 120_000);
