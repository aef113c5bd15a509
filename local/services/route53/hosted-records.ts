import { dnsName, RecordSet, unsupportedReason } from './record-set';
import { routingPolicyOf } from './routing-policy';

/** The record sets that are answered, by name and type, and where they lead. */
export class HostedRecords {
  /** Every record that is answered. */
  readonly all: readonly RecordSet[];
  private readonly sets = new Map<string, RecordSet[]>();

  constructor(recordSets: readonly RecordSet[]) {
    this.all = recordSets.filter(record => !unsupportedReason(record));
    for (const record of this.all) {
      const key = keyOf(record.name, record.type);
      this.sets.set(key, [...this.sets.get(key) ?? [], record]);
    }
    // So that which record is chosen does not depend on the order of stacks and templates.
    this.sets.forEach(set => set.sort((a, b) => compare(a.region, b.region) || compare(a.setIdentifier, b.setIdentifier)));
    this.validatePolicies();
    this.validateNoCircle();
  }

  /** The records of one name and type: one simple record, or several with a routing policy. */
  set(name: string, type: string): readonly RecordSet[] | undefined {
    return this.sets.get(keyOf(dnsName(name), type));
  }

  /** The records that answer a caller who wants an address: those of type A or, where the name is another's alias, CNAME. */
  addressSet(name: string): readonly RecordSet[] | undefined {
    return this.set(name, 'A') ?? this.set(name, 'CNAME');
  }

  /** Where an alias or a CNAME record leads; other records hold what callers want, and lead nowhere. */
  targetOf({ aliasTarget, type, values }: RecordSet): string | undefined {
    return aliasTarget ?? (type === 'CNAME' && values?.[0] ? dnsName(values[0]) : undefined);
  }

  /** The record sets that a record leads to, none for a name that is not in these zones. */
  beneath(record: RecordSet): (readonly RecordSet[])[] {
    const target = this.targetOf(record);
    if (target === undefined) return [];
    const types = record.aliasTarget === undefined ? ['A', 'AAAA', 'CNAME'] : [record.type];
    return types.flatMap(type => {
      const set = this.set(target, type);
      return set ? [set] : [];
    });
  }

  private validatePolicies() {
    for (const [first, ...others] of this.sets.values()) {
      const policy = routingPolicyOf(first).name;
      const other = others.find(record => record.hostedZoneId === first.hostedZoneId && routingPolicyOf(record).name !== policy);
      if (other) {
        throw new Error(`The ${first.type} records of ${first.name} must have one routing policy, got: ${policy} and`
          + ` ${routingPolicyOf(other).name}; give the others a name of their own and lead to it with an alias`);
      }
    }
  }

  private validateNoCircle() {
    const done = new Set<readonly RecordSet[]>();
    const follow = (set: readonly RecordSet[], path: readonly (readonly RecordSet[])[]) => {
      if (path.includes(set)) {
        const names = [...path.slice(path.indexOf(set)), set].map(([{ name }]) => name);
        throw new Error(`The ${set[0].type} records of ${names[0]} lead in a circle: ${names.join(' → ')}`);
      }
      if (done.has(set)) return;
      set.flatMap(record => this.beneath(record)).forEach(next => follow(next, [...path, set]));
      done.add(set);
    };
    this.sets.forEach(set => follow(set, []));
  }
}

function keyOf(name: string, type: string): string {
  return `${type} ${name}`;
}

// Not `localeCompare`, which differs between machines.
function compare(a: string = '', b: string = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
