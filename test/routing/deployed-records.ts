import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { TreeRecord } from './record-tree';
import { ZoneWriter } from '../../src/zone/zone-records-writer.lambda';
import { HostedZones } from '../zone/a-hosted-zone';

export const ZONE = 'Z0123456789ABC';

/** A record set of a stack, and those that CloudFormation makes before it. */
export interface StackRecord {
  readonly record: ResourceRecordSet;
  readonly dependsOn: string[];
}

/** The record sets of a stack, by their logical ids. */
export type StackRecords = Record<string, StackRecord>;

/** A hosted zone that the stacks of several Regions write into. */
export class DeployedRecords {
  private readonly zones = new HostedZones(ZONE);
  private readonly stacks = new Map<string, StackRecords>();

  /** @param shuffled the order of what may come in any order */
  constructor(private readonly shuffled: <T>(items: T[]) => T[] = items => items) {}

  /**
   * Deploys a Region's stack, or destroys it, as CloudFormation does: it creates and updates, then it deletes what is left over.
   *
   * @param seen called after each step
   */
  async deploy(region: string, after: StackRecords | undefined, seen: () => void = () => undefined) {
    const before = this.stacks.get(region) ?? {};
    for (const id of this.inOrder(after ?? {})) {
      const { record } = after![id];
      await this.change(before[id] === undefined || before[id].record.Name !== record.Name ? 'CREATE' : 'UPSERT', record);
      seen();
    }
    for (const id of this.inOrder(before).reverse()) {
      if (after?.[id]?.record.Name === before[id].record.Name) continue;
      await this.change('DELETE', before[id].record);
      seen();
    }
    this.remember(region, after);
  }

  /** Does the same as the function does in a zone of another account. */
  async write(region: string, after: StackRecords | undefined, seen: () => void = () => undefined) {
    const writer = new ZoneWriter(this.zones, ZONE, { retry: (call: () => Promise<unknown>) => call() } as any);
    const records = (stack: StackRecords = {}) => Object.values(stack).map(({ record }) => record);
    this.zones.pending = 0;
    await writer.write(records(after), records(this.stacks.get(region)));
    seen();
    this.remember(region, after);
  }

  get all(): TreeRecord[] {
    return this.zones.in(ZONE).map(toTreeRecord);
  }

  private remember(region: string, records: StackRecords | undefined) {
    if (records) this.stacks.set(region, records);
    else this.stacks.delete(region);
  }

  private async change(Action: 'CREATE' | 'UPSERT' | 'DELETE', record: ResourceRecordSet) {
    await this.zones.changeResourceRecordSets({ HostedZoneId: ZONE, ChangeBatch: { Changes: [{ Action, ResourceRecordSet: record }] } });
  }

  /** Each after those that it depends on. */
  private inOrder(records: StackRecords): string[] {
    const done: string[] = [];
    const add = (id: string) => {
      if (done.includes(id)) return;
      this.shuffled(records[id].dependsOn).forEach(add);
      done.push(id);
    };
    this.shuffled(Object.keys(records)).forEach(add);
    return done;
  }
}

function toTreeRecord(record: ResourceRecordSet): TreeRecord {
  return {
    name: record.Name!.replace(/\.$/, ''),
    type: record.Type!,
    setIdentifier: record.SetIdentifier,
    region: record.Region,
    weight: record.Weight,
    failover: record.Failover,
    geoLocation: record.GeoLocation,
    healthCheckId: record.HealthCheckId,
    evaluatesTarget: record.AliasTarget?.EvaluateTargetHealth ?? false,
    target: (record.AliasTarget?.DNSName ?? record.ResourceRecords![0].Value!).replace(/\.$/, ''),
  };
}
