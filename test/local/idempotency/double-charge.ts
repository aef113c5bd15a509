import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LocalRegions, ManualClock, start } from '../../../local';
import { HealthCheck, Idempotency } from '../../../src';
import { aFunction, anApi } from '../../an-api';

/** How a handler is run that charges a card at `PROVIDER_URL`, once for each charge in its path, by Powertools. */
export interface ChargingHandler {
  readonly runtime: Runtime;
  readonly handler: string;
  readonly codeDirectory: string;
  /** Where its packages are. */
  readonly appDirectory: string;
}

const [IRELAND, FRANKFURT, LONDON] = ['eu-west-1', 'eu-central-1', 'eu-west-2'];
const REPLICATED = 1_000;

/** What a client gets that tries twice, and what its card is charged, where a Region is lost between the two tries. */
export function describeDoubleCharge(language: string, handlerOf: () => ChargingHandler) {
  describe(`a client that tries to be charged twice, with Powertools in ${language}`, () => {
    const directory = mkdtempSync(join(tmpdir(), 'double-charge-'));
    const clock = new ManualClock();
    const charges: string[] = [];
    const provider = createServer((request, response) => {
      const key = String(request.headers['idempotency-key']);
      charges.push(key);
      response.writeHead(201).end(`charge ${charges.length}`);
    });
    let regions: LocalRegions;

    beforeAll(async () => {
      await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve));
      const { codeDirectory, appDirectory, ...runtime } = handlerOf();
      const app = new App({ outdir: join(directory, 'cdk.out') });
      const api = anApi({ regions: [IRELAND, FRANKFURT, LONDON], health: HealthCheck.shallow({ failureThreshold: 1 }) }, app);
      const ofNames = api.addGlobalTable('ByName', { partitionKey: { name: 'id', type: AttributeType.STRING } });
      const tables = {
        replicated: api.addIdempotencyTable('Replicated', { across: Idempotency.afterReplication() }),
        strong: api.addIdempotencyTable('Strong', { across: Idempotency.strong() }),
      };
      for (const region of api.regionalApis) {
        const charging = (id: string, environment = {}) => {
          const made = aFunction(region, id, { ...runtime, code: Code.fromAsset(codeDirectory), timeout: Duration.seconds(20), environment });
          region.addRoute('PUT', `/${id}/{charge}`, made);
          return made;
        };
        ofNames.grantReadWriteData(charging('by-name', { IDEMPOTENCY_TABLE: ofNames.tableName }));
        Object.entries(tables).forEach(([id, table]) => table.grant(charging(id)));
      }
      regions = await start({
        app: app.synth().directory,
        directory: appDirectory,
        clock,
        onOutput: () => {},
        environment: { '*': { PROVIDER_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}` } },
      });
    }, 60_000);
    afterAll(async () => {
      await regions?.stop();
      provider.close();
      rmSync(directory, { recursive: true });
    });
    beforeEach(() => { charges.length = 0; });
    afterEach(async () => {
      regions.clearFaults();
      await clock.advance(REPLICATED);
      await failover();
    });

    async function put(path: string, from = IRELAND) {
      const response = await fetch(`${regions.url}/${path}`, { method: 'PUT', headers: { 'x-client-location': from } });
      return { status: response.status, region: response.headers.get('x-served-by'), body: await response.text() };
    }
    const failover = () => clock.advance(regions.failoverTime(IRELAND) * 1_000);

    /** Its answer gets lost with the Region, some time after the charge. */
    async function tryTwice(path: string, after: number) {
      const first = await put(path);
      await clock.advance(after);
      regions.lose(IRELAND);
      await failover();
      return [first, await put(path)];
    }

    const once = (region: string) => ({ status: 201, region, body: 'charge 1' });

    test('by the name of the function it is charged twice, once by each Region', async () => {
      const [first, second] = await tryTwice('by-name/a', REPLICATED);
      expect(first).toEqual(once(IRELAND));
      expect(second).toEqual({ status: 201, region: LONDON, body: 'charge 2' });
      expect(charges).toEqual(['a', 'a']); // of which the provider can make one
    });

    test('after replication it is charged once, and gets the same answer', async () => {
      expect(await tryTwice('replicated/b', REPLICATED)).toEqual([once(IRELAND), once(LONDON)]);
      expect(charges).toEqual(['b']);
    });

    test('after replication it is charged twice where the Region was lost within the lag', async () => {
      await tryTwice('replicated/c', 0);
      expect(charges).toEqual(['c', 'c']);
    });

    test('strongly it is charged once, whenever the Region was lost', async () => {
      expect(await tryTwice('strong/d', 0)).toEqual([once(IRELAND), once(LONDON)]);
      expect(charges).toEqual(['d']);
    });

    test('strongly, a Region that reaches no other one refuses, and the next one charges', async () => {
      regions.partition([IRELAND]);
      expect((await put('strong/e')).status).toBe(502);
      expect(charges).toEqual([]);
      expect(await put('strong/e', FRANKFURT)).toEqual(once(FRANKFURT));
    });
  });
}
