import { HostedZone, RecordSet } from './record-set';

/**
 * The hosted zones and their names. Of a zone that no template creates only the id is known: its name is what the names of its records have in
 * common, which is the zone's own name or one below it.
 */
export class ZoneNames {
  readonly all: readonly HostedZone[];
  /** Every name that exists, those that are only above another one too. */
  private readonly existing = new Set<string>();

  constructor(created: readonly HostedZone[], recordSets: readonly RecordSet[]) {
    const ids = new Set(recordSets.map(({ hostedZoneId }) => hostedZoneId));
    created.forEach(({ id }) => ids.delete(id));
    const imported = [...ids].map(id => ({ id, name: commonName(recordSets.filter(record => record.hostedZoneId === id).map(({ name }) => name)) }));
    this.all = [...created, ...imported];
    for (const { name } of [...this.all, ...recordSets]) {
      name.split('.').forEach((_, i, labels) => this.existing.add(labels.slice(i).join('.')));
    }
  }

  /** The zone that a name is in, the smallest if there are several. */
  of(name: string): HostedZone | undefined {
    return this.all.filter(zone => isWithin(name, zone.name)).sort((a, b) => b.name.length - a.name.length)[0];
  }

  /** Whether there is something at the name, or below it. */
  has(name: string): boolean {
    return this.existing.has(name);
  }
}

export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

function commonName([first, ...others]: string[]): string {
  const labels = first.split('.');
  const depth = labels.findIndex((_, i) => others.every(other => isWithin(other, labels.slice(i).join('.'))));
  return labels.slice(depth === -1 ? labels.length - 1 : depth).join('.');
}
