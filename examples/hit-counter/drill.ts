import { Route53Client, UpdateHealthCheckCommand } from '@aws-sdk/client-route-53';
import { LocalRegions, start } from 'cdk-multi-region-serverless-api/local';

/**
 * The failover drill, on this machine: hits from near us-east-1, its health check made unhealthy, hits again, and back.
 *
 * It ends with exit code 1 unless every hit was answered by the right Region with the right count.
 */
const HOME = 'us-east-1';
const NEIGHBOR = 'eu-west-1';

async function main() {
  const drill = new Drill(await start({ directory: __dirname, timeScale: 30 }));
  try {
    await drill.run();
  } finally {
    await drill.regions.stop();
  }
  process.exitCode = drill.failures.length > 0 ? 1 : 0;
}

class Drill {
  readonly failures: string[] = [];
  private readonly startOfDrill: number;
  private readonly route53: Route53Client;
  private visits = 0;

  constructor(readonly regions: LocalRegions) {
    this.startOfDrill = regions.clock.now();
    this.route53 = new Route53Client({
      endpoint: regions.awsUrl,
      region: HOME,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    regions.onHealthChange(({ name, healthy }) => this.say(`Route 53: ${name} is ${healthy ? 'healthy' : 'unhealthy'}`));
  }

  async run() {
    console.log(`Three Regions: ${this.regions.regions.join(', ')}. AWS time passes ${this.regions.clock.scale} times as fast.\n`);
    console.log('AWS time    here');
    await this.hitThreeTimes(HOME);

    await this.drain(true);
    const failover = await this.waitUntilServedBy(NEIGHBOR);
    await this.hitThreeTimes(NEIGHBOR);

    await this.drain(false);
    const failback = await this.waitUntilServedBy(HOME);
    await this.hitThreeTimes(HOME);

    await this.summarize(failover, failback);
  }

  private async hitThreeTimes(expectedRegion: string) {
    for (let i = 0; i < 3; i++) {
      const response = await fetch(`${this.regions.url}/hello`, { headers: { 'x-client-location': HOME } });
      const body = await response.text();
      this.visits++;
      this.say(`GET /hello from near ${HOME}: ${response.status} ${body}`);
      const { message, visits } = response.ok ? JSON.parse(body) : {};
      this.expect(`hit ${this.visits} is answered by ${expectedRegion}`, `${message}`.startsWith(`hello from ${expectedRegion},`));
      this.expect(`hit ${this.visits} is counted as "${this.visits}"`, visits === String(this.visits));
    }
  }

  /** As `aws route53 update-health-check --health-check-id … --disabled --inverted` does, or `--no-disabled --no-inverted`. */
  private async drain(drained: boolean) {
    this.say(`UpdateHealthCheck of ${HOME}: ${drained ? 'disabled and inverted' : 'not disabled, not inverted'}`);
    const HealthCheckId = this.regions.healthCheckId(HOME);
    await this.route53.send(new UpdateHealthCheckCommand({ HealthCheckId, Disabled: drained, Inverted: drained }));
  }

  /** Asks DNS, from near HOME, once a second of AWS time. Resolves to how many seconds it took. */
  private async waitUntilServedBy(region: string): Promise<number> {
    const begin = this.regions.clock.now();
    const elapsed = () => (this.regions.clock.now() - begin) / 1000;
    while (this.regions.servedBy(HOME) !== region && elapsed() < 2 * this.bound) {
      await this.regions.clock.sleep(1000);
    }
    this.say(`DNS: near ${HOME}, the name leads to ${this.regions.servedBy(HOME)}`);
    return elapsed();
  }

  private async summarize(failover: number, failback: number) {
    await this.regions.replicated();
    const [table] = this.regions.tables;
    const replicas = await Promise.all(this.regions.regions.map(region => this.regions.items(table, region)));
    const contents = new Set(replicas.map(items => JSON.stringify(items)));
    this.expect(`failover within ${this.bound} s`, failover <= this.bound);
    this.expect('failback within the same time', failback <= this.bound);
    this.expect(`the items of ${table} are equal in all Regions`, contents.size === 1);
    console.log([
      '',
      `Failover took ${failover.toFixed(0)} s, failback ${failback.toFixed(0)} s of AWS time; \`failoverTime\` allows ${this.bound} s.`,
      `${table} in ${contents.size === 1 ? 'every Region' : 'some Region'}: ${[...contents].join(' ')}`,
      this.failures.length === 0 ? 'The drill passed.' : `The drill failed:\n${this.failures.map(failure => `  not so: ${failure}`).join('\n')}`,
    ].join('\n'));
  }

  private get bound(): number {
    return this.regions.failoverTime(HOME);
  }

  private expect(what: string, holds: boolean) {
    if (!holds) this.failures.push(what);
  }

  private say(what: string) {
    const seconds = (this.regions.clock.now() - this.startOfDrill) / 1000;
    const here = seconds / this.regions.clock.scale;
    console.log(`${seconds.toFixed(1).padStart(6)} s  ${here.toFixed(2).padStart(5)} s  ${what}`);
  }
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
