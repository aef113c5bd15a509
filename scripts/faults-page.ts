import * as fs from 'fs';
import * as path from 'path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ManualClock, start } from '../local';
import { FAULT_ACTIONS, FAULT_KINDS, FaultKind } from '../local/faults/fault-kinds';
import { synthesizeBroken } from '../test/local/faults/broken-app';
import { commandOf, Seen, seeFaults } from '../test/local/faults/fault-table';

/** Writes the tables of docs/faults.md: the faults that there are, and what each does, seen in local Regions that it befalls. */
export const FAULTS_PAGE = path.join(__dirname, '..', 'docs', 'faults.md');

const KINDS = ['<!-- The faults: made by scripts/faults-page.ts from local/faults/fault-kinds.ts. -->', '<!-- End of the faults. -->'];
const SEEN = ['<!-- What they do: seen by scripts/faults-page.ts. -->', '<!-- End of what they do. -->'];

/** The page, with the table of faults as it is to be. */
export function withKinds(page: string): string {
  return between(page, KINDS, markdownTable(['fault', 'what it does', 'parameters'], FAULT_ACTIONS.map(action => {
    const { does, parameters, required, page: aws } = FAULT_KINDS[action] as FaultKind<any>;
    const described = Object.keys(parameters).map(name => `\`${name}\`${required.includes(name) ? '' : '?'}`);
    return [`[\`${action}\`](${aws})`, does, described.join(', ')];
  })));
}

function withSeen(page: string, seen: readonly Seen[]): string {
  return between(page, SEEN, markdownTable(
    ['fault', 'health checks', 'callers', 'replication', 'background work', 'AWS'],
    seen.map(({ fault, checks, callers, replication, background }) =>
      [`\`${commandOf(fault)}\``, checks, callers, replication, background, `[page](${FAULT_KINDS[fault.action].page})`])));
}

function between(page: string, [begin, end]: string[], content: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${FAULTS_PAGE} must have the lines ${begin} and ${end}`);
  return [before, begin, '\n\n', content, '\n\n', end, after].join('');
}

function markdownTable(titles: string[], rows: string[][]): string {
  return [titles, titles.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

async function main() {
  const clock = new ManualClock();
  const regions = await start({ app: synthesizeBroken(), directory: path.join(__dirname, '..'), clock, onOutput: () => {}, endpoints: { s3: 'http://localhost:1' } });
  try {
    const send = (region: string, MessageBody: string, DelaySeconds: number) =>
      new SQSClient({ endpoint: regions.awsUrl, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } })
        .send(new SendMessageCommand({ QueueUrl: `${regions.awsUrl}/000000000000/orders`, MessageBody, DelaySeconds }));
    const seen = await seeFaults(regions, clock, send);
    fs.writeFileSync(FAULTS_PAGE, withSeen(withKinds(fs.readFileSync(FAULTS_PAGE, 'utf8')), seen));
  } finally {
    await regions.stop();
  }
}

if (require.main === module) {
  main().catch(error => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
}
