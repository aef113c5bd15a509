import { createHash, createHmac, randomUUID } from 'crypto';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Route53 } from '@aws-sdk/client-route-53';
import { SignatureV4 } from '@smithy/signature-v4';
import { Change } from './changes';
import { ControlTable } from '../../drain/control-table';
import { partition } from '../../machine/aws-regions';
import { plainItem } from '../matches';

/** A Region that is ill may hang. */
const TIMEOUT_MS = 10_000;

/** What a drill asks of AWS, by the credentials of the environment, or of the local Regions at an endpoint. */
export class Aws {
  private readonly route53: Route53;

  constructor(private readonly endpoint?: string) {
    this.route53 = new Route53(this.settings('us-east-1'));
  }

  /** What a stack's outputs have; nothing where it is not deployed. */
  async outputs(name: string, region: string): Promise<Record<string, string> | undefined> {
    const aws = new CloudFormation(this.settings(region));
    try {
      const { Stacks: [stack] = [] } = await aws.describeStacks({ StackName: name });
      return Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
    } catch (error) {
      const { name: code, message } = error as Error;
      if (code === 'ValidationError' && /does not exist/.test(message)) return undefined;
      throw new Error(`The stack ${name} could not be read in ${region}, ${code}: ${message}`);
    }
  }

  async healthCheck(id: string): Promise<{ disabled: boolean; inverted: boolean }> {
    const { HealthCheck: check } = await this.route53.getHealthCheck({ HealthCheckId: id });
    const { Disabled: disabled = false, Inverted: inverted = false } = check!.HealthCheckConfig!;
    return { disabled, inverted };
  }

  async updateHealthCheck(id: string, { disabled, inverted }: { disabled: boolean; inverted: boolean }) {
    await this.route53.updateHealthCheck({ HealthCheckId: id, Disabled: disabled, Inverted: inverted });
  }

  async items(table: string, region: string): Promise<Record<string, unknown>[]> {
    const aws = new DynamoDB(this.settings(region));
    const items: Record<string, unknown>[] = [];
    let from: Record<string, any> | undefined;
    do {
      const page = await aws.scan({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from });
      items.push(...(page.Items ?? []).map(plainItem));
      from = page.LastEvaluatedKey;
    } while (from);
    return items;
  }

  /** A metric of a table's replication to another Region, over a time. */
  async replicationLatency(table: string, region: string, receiver: string, begin: Date, end: Date) {
    const Dimensions = [{ Name: 'TableName', Value: table }, { Name: 'ReceivingRegion', Value: receiver }];
    const Metric = { Namespace: 'AWS/DynamoDB', MetricName: 'ReplicationLatency', Dimensions };
    const query = (Id: string, Stat: string) => ({ Id, MetricStat: { Metric, Period: 60, Stat } });
    const { MetricDataResults: results = [] } = await new CloudWatch(this.settings(region)).getMetricData({
      StartTime: begin, EndTime: new Date(end.getTime() + 60_000), MetricDataQueries: [query('most', 'Maximum'), query('count', 'SampleCount')],
    });
    const of = (id: string) => results.find(({ Id }) => Id === id)?.Values ?? [];
    return { max: Math.max(0, ...of('most')) / 1000, writes: of('count').reduce((all, count) => all + count, 0) };
  }

  /** Whether a Region is drained, in the replicas of its peers. */
  async drainedIn(table: string, replicas: readonly string[], region: string): Promise<boolean> {
    const control = new ControlTable(table, this.endpoint);
    const found = await Promise.all(replicas.map(replica => control.drainedIn(replica, [region])));
    control.close();
    return found.flat().length > 0;
  }

  /** In each replica, for replication may be what is wrong. Rejects where no replica took it. */
  async setDrained(table: string, replicas: readonly string[], region: string, isDrained: boolean) {
    const control = new ControlTable(table, this.endpoint);
    const results = await Promise.allSettled(replicas.map(replica => isDrained ? control.drain(replica, region) : control.undrain(replica, region)));
    control.close();
    const failures = results.flatMap(result => result.status === 'rejected' ? [result.reason as Error] : []);
    if (failures.length === results.length) throw failures[0];
  }

  async startExperiment(region: string, templateId: string): Promise<string> {
    const { experiment } = await this.fis(region, 'POST', '/experiments', { experimentTemplateId: templateId, clientToken: randomUUID() });
    return experiment.id;
  }

  /** The experiments of a template that go on. */
  async runningExperiments(region: string, templateId: string): Promise<string[]> {
    const { experiments } = await this.fis(region, 'GET', '/experiments');
    return (experiments as any[]).filter(({ experimentTemplateId, state }) =>
      experimentTemplateId === templateId && ['pending', 'initiating', 'running'].includes(state.status)).map(({ id }) => id);
  }

  async experiment(region: string, id: string): Promise<{ status: string; reason?: string }> {
    return (await this.fis(region, 'GET', `/experiments/${id}`)).experiment.state;
  }

  /** Returns those that are stopped. */
  async stopExperiments(region: string, templateId: string): Promise<string[]> {
    const running = await this.runningExperiments(region, templateId);
    for (const id of running) await this.fis(region, 'DELETE', `/experiments/${id}`);
    return running;
  }

  /** Has what was changed be as it was. */
  restore(change: Change): Promise<unknown> {
    switch (change.kind) {
      case 'health check': return this.updateHealthCheck(change.id, change);
      case 'drain switch': return this.setDrained(change.table, change.peers, change.region, false);
      case 'experiment': return this.stopExperiments(change.region, change.templateId);
    }
  }

  private settings(region: string) {
    const local = this.endpoint === undefined ? {} : { endpoint: this.endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
    return { region, maxAttempts: 2, requestHandler: { connectionTimeout: TIMEOUT_MS, requestTimeout: TIMEOUT_MS }, ...local };
  }

  /** There is no recent client of FIS among what is bundled: its protocol is JSON. @see https://docs.aws.amazon.com/fis/latest/APIReference/ */
  private async fis(region: string, method: string, path: string, body?: object): Promise<any> {
    const url = new URL(path, this.endpoint ?? `https://fis.${region}.${partition(region).dnsSuffix}`);
    const { config } = new CloudFormation(this.settings(region));
    const signer = new SignatureV4({ service: 'fis', region, credentials: config.credentials, sha256: Sha256 });
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      port: url.port ? Number(url.port) : undefined,
      path: url.pathname,
      query: {},
      headers: { 'host': url.host, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const response = await fetch(url, { method, headers: signed.headers, body: signed.body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const answer: any = await response.json();
    if (!response.ok) throw new Error(`FIS in ${region} answers ${method} ${path} with ${response.status}: ${answer.message}`);
    return answer;
  }
}

/** For signatures, by Node.js. */
class Sha256 {
  private readonly hash;

  constructor(secret?: any) {
    this.hash = secret ? createHmac('sha256', secret) : createHash('sha256');
  }

  update(data: any) {
    this.hash.update(data);
  }

  reset() {}

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}
