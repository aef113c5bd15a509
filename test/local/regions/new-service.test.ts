import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CfnResource, Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AwsClient } from 'aws4fetch';
import { named } from '../../../local/cloudformation/resource';
import { limit, ServiceTemplate } from '../../../local/cloudformation/service-template';
import { JournalEntry } from '../../../local/machine/journal';
import { LocalService, SignedRequest } from '../../../local/machine/local-service';
import { SERVICES, ServiceEntry } from '../../../local/regions/services';
import { startServices } from '../../../local/regions/start';

// A new service touches three files: one in `cloudformation/<service>/` …
interface BellDefinitions {
  readonly bells: { name: string; region: string }[];
}

const BELLS: ServiceTemplate<BellDefinitions> = {
  runs: 'bells that ring',
  types: ['Custom::Bell'],
  identities: { 'Custom::Bell': { ref: named('Name') } },
  limits: [limit('Custom::Bell', bell => bell.has('Volume'), 'it rings as loud as it can')],
  define: resources => ({ bells: resources.ofType('Custom::Bell').map(({ ref: name, stack: { region } }) => ({ name, region })) }),
};

// … one in `services/<service>/` …
class Bells implements LocalService {
  readonly name = 'Bells';
  readonly signingNames = ['bells'];
  readonly events: string[] = [];

  constructor(private bells: BellDefinitions['bells']) {}

  start() {
    this.events.push('started');
  }

  async answer({ path, signer: { region, accessKeyId } }: SignedRequest) {
    const bell = this.bells.find(({ name, region: own }) => path === `/${name}` && own === region);
    return { statusCode: bell ? 200 : 404, headers: {}, body: bell ? `${bell.name} rings in ${region} for ${accessKeyId}` : 'no such bell' };
  }

  update({ bells: now }: BellDefinitions) {
    this.bells = now;
    return [];
  }

  stop() {
    this.events.push('stopped');
  }
}

// … and `regions/services.ts`, for its line in the list.
let bells: Bells;
const WITH_BELLS: ServiceEntry[] = [
  ...SERVICES,
  { template: BELLS, create: ({ deployed }) => bells = new Bells((deployed as unknown as BellDefinitions).bells) },
];

const directory = mkdtempSync(join(tmpdir(), 'bells-'));
afterAll(() => rmSync(directory, { recursive: true }));

function synthesize(prefix: string = 'bell'): string {
  const app = new App({ outdir: join(directory, 'cdk.out'), analyticsReporting: false });
  for (const region of ['us-east-1', 'eu-west-1']) {
    const stack = new Stack(app, `Tower-${region}`, { env: { region } });
    new Table(stack, 'Hours', { partitionKey: { name: 'hour', type: AttributeType.NUMBER } });
    const bell = new CfnResource(stack, 'Bell', { type: 'Custom::Bell', properties: { Name: `${prefix}-${region}`, Volume: 11 } });
    new CfnOutput(stack, 'Name', { value: bell.ref });
  }
  return app.synth().directory;
}

async function ringAt(url: string, region: string, name: string, service = 'bells') {
  const client = new AwsClient({ accessKeyId: 'AKIAQUASIMODO', secretAccessKey: 'secret', service, region, retries: 0 });
  const answer = await client.fetch(`${url}/${name}`);
  return `${answer.status} ${await answer.text()}`;
}

test('a new service is one thing it reads of templates, one that answers, and a line of the list', async () => {
  const regions = await startServices(WITH_BELLS, { app: synthesize() });
  try {
    expect(bells.events).toEqual(['started']);
    expect(regions.unsupported.map(({ region, meaning }) => `${region}: ${meaning}`)).toEqual([
      'us-east-1: it rings as loud as it can', 'eu-west-1: it rings as loud as it can',
    ]);
    const ring = (region: string, name: string, service?: string) => ringAt(regions.awsUrl, region, name, service);
    expect(await ring('us-east-1', 'bell-us-east-1')).toBe('200 bell-us-east-1 rings in us-east-1 for AKIAQUASIMODO');
    expect(await ring('eu-west-1', 'bell-eu-west-1')).toBe('200 bell-eu-west-1 rings in eu-west-1 for AKIAQUASIMODO');
    expect(await ring('eu-west-1', 'bell-us-east-1')).toBe('404 no such bell');
    expect(await ring('eu-west-1', 'stream', 'kinesis')).toContain('The local Regions do not run kinesis');
  } finally {
    await regions.stop();
  }
  expect(bells.events).toEqual(['started', 'stopped']);
});

test('a new service that takes over definitions follows edits', async () => {
  const regions = await startServices(WITH_BELLS, { app: synthesize(), watch: true });
  try {
    const reloaded = new Promise<JournalEntry<'reload'>>(resolve => regions.journal.on('reload', resolve));
    synthesize('carillon');
    expect((await reloaded).changes).toContain('carillon-eu-west-1 (new)');
    expect(await ringAt(regions.awsUrl, 'eu-west-1', 'carillon-eu-west-1')).toMatch(/^200 carillon-eu-west-1 rings/);
  } finally {
    await regions.stop();
  }
});
