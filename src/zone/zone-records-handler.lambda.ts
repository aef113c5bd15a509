import type { AssumeRoleRequest, AssumeRoleResponse, Credentials } from '@aws-sdk/client-sts';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answer, Outcome } from './zone-records-answer.lambda';
import { Clock, isTransient, Patience } from './zone-records-patience.lambda';
import { recordsIn, RecordsProperties } from './zone-records-properties.lambda';
import { Acm, validationRecords } from './zone-records-validation.lambda';
import { Route53, ZoneWriter } from './zone-records-writer.lambda';

/** STS, as far as the handler uses it. */
export interface Sts {
  assumeRole(request: AssumeRoleRequest): Promise<AssumeRoleResponse>;
}

/** All that the handler knows of the world. */
export interface World {
  /** The Region that the function runs in. */
  readonly region: string;
  readonly acm: Acm;
  readonly clock: Clock;
  sts(region: string): Sts;
  route53(credentials: Credentials): Route53;
  random(): number;
}

/** Kept for the answer, and for a call that hangs just before. */
const RESERVE_MS = 90_000;
/** How long a new policy may take until every STS server knows it. */
const CONSISTENT_WITHIN_MS = 120_000;
/** The physical id of what could not be created: there is nothing of it to delete. */
const NOTHING = 'nothing-written';

/** Does what CloudFormation asks, and always answers. */
export async function handle(event: CloudFormationCustomResourceEvent, remainingMs: number, world: World) {
  const outcome = await new ZoneRequest(event, remainingMs, world).outcome();
  console.info(JSON.stringify({ RequestType: event.RequestType, LogicalResourceId: event.LogicalResourceId, ...outcome }));
  await answer(event, outcome, world.clock, world.random);
}

class ZoneRequest {
  private readonly properties: RecordsProperties;
  private readonly patience: Patience;
  private writer?: ZoneWriter;

  constructor(private readonly event: CloudFormationCustomResourceEvent, remainingMs: number, private readonly world: World) {
    this.properties = event.ResourceProperties as unknown as RecordsProperties;
    this.patience = new Patience(world.clock, () => world.random(), world.clock.now() + remainingMs - RESERVE_MS);
  }

  async outcome(): Promise<Outcome> {
    try {
      await this.fulfill();
      return { physicalResourceId: this.physicalResourceId };
    } catch (error) {
      return { physicalResourceId: this.physicalResourceIdAfter(error), failure: sentence(error) };
    }
  }

  /** Lasts as long as the zone: when it changes, CloudFormation deletes the old one, in the old zone and by the old role. */
  private get physicalResourceId(): string {
    return this.event.RequestType === 'Delete'
      ? this.event.PhysicalResourceId
      : `${this.properties.HostedZoneId}/${this.world.region}/${this.event.LogicalResourceId}`;
  }

  /** After a failure CloudFormation deletes a new resource, and leads an old one back. */
  private physicalResourceIdAfter(failure: unknown): string {
    if (this.event.RequestType !== 'Create') return this.event.PhysicalResourceId;
    const mayBeThere = isTransient(failure) || this.writer?.uncertain;
    return mayBeThere ? this.physicalResourceId : NOTHING;
  }

  private async fulfill() {
    switch (this.event.ResourceType) {
      case 'Custom::CertificateValidation': return this.validateCertificate(this.properties.DomainNames ?? []);
      case 'Custom::ZoneRecords': return this.writeRecords();
      default: throw new Error(`A custom resource of this function must be one of its two types, got: "${this.event.ResourceType}"`);
    }
  }

  private async validateCertificate(domainNames: string[]) {
    // Never deleted: the other Regions' certificates are renewed by the same records.
    if (this.event.RequestType === 'Delete') return;
    const records = await validationRecords(this.world.acm, domainNames, this.patience);
    await (await this.openZone()).upsert(records);
  }

  private async writeRecords() {
    const records = recordsIn(this.properties);
    if (this.event.RequestType !== 'Delete') {
      await (await this.openZone()).write(records, this.recordsBefore());
    } else if (this.event.PhysicalResourceId !== NOTHING) {
      await (await this.openZone()).delete(records);
    }
  }

  private recordsBefore() {
    const before = this.event.RequestType === 'Update' ? this.event.OldResourceProperties as unknown as RecordsProperties : undefined;
    return before?.HostedZoneId === this.properties.HostedZoneId ? recordsIn(before) : [];
  }

  private async openZone(): Promise<ZoneWriter> {
    const credentials = await this.assumeRole();
    this.writer = new ZoneWriter(this.world.route53(credentials), this.properties.HostedZoneId, this.patience);
    return this.writer;
  }

  private async assumeRole(): Promise<Credentials> {
    const { region } = this.world;
    const request = { RoleArn: this.properties.RoleArn, RoleSessionName: `zone-records-${region}` };
    try {
      const assumed = await this.patience.retry(() => this.assumeRoleIn(region, request), mayBecomeConsistent, CONSISTENT_WITHIN_MS);
      return assumed.Credentials!;
    } catch (error) {
      throw new Error(`The role ${request.RoleArn} must exist and trust this function, which could not assume it: ${(error as Error).message}`);
    }
  }

  private async assumeRoleIn(region: string, request: AssumeRoleRequest): Promise<AssumeRoleResponse> {
    try {
      return await this.world.sts(region).assumeRole(request);
    } catch (error) {
      // The zone's account has not opted in to this Region. Any Region's STS will do.
      if ((error as Error).name !== 'RegionDisabledException' || region === 'us-east-1') throw error;
      return this.assumeRoleIn('us-east-1', request);
    }
  }
}

function mayBecomeConsistent(error: unknown): boolean {
  return isTransient(error) || /AccessDenied/.test((error as Error).name);
}

function sentence(error: unknown): string {
  const { name, message } = error as Error;
  return name === 'Error' ? message : `${name}: ${message}`;
}
