import { randomUUID } from 'node:crypto';
import { partition } from '../../machine/aws-regions';
import { Journal, JournalEntry } from '../../machine/journal';
import { LocalService, NeededPermission, ServiceOperations, SignedRequest } from '../../machine/local-service';
import { AwsError } from '../../machine/wire/aws-error';
import { answerOperation, Operation, operationOf } from '../../machine/wire/operation-call';
import { fromQuery } from '../../machine/wire/query-protocol';
import { answerRest, RestOperation, restOperationOf, RestRoute } from '../../machine/wire/rest-json';

/** In `x-amz-target`: asks for what is kept. */
export const SENT_TARGET = 'MultiRegion.Sent';

const ROUTES: readonly RestRoute[] = [
  ['POST', '/v2/email/outbound-emails', 'SendEmail'],
  ['POST', '/v2/email/outbound-bulk-emails', 'SendBulkEmail'],
  ['GET', '/v2/email/identities', 'ListEmailIdentities'],
  ['GET', '/v2/email/account', 'GetAccount'],
];
/** So many messages are kept; the oldest are forgotten. */
const CAPACITY = 10_000;

/** An address or a domain that mail comes from. */
export interface MailIdentity {
  readonly name: string;
  readonly region: string;
}

export interface SesProps {
  readonly mailIdentities: readonly MailIdentity[];
  readonly journal: Journal;
}

type Mail = Pick<JournalEntry<'sent'>, 'from' | 'to' | 'subject' | 'body' | 'html'>;

/** SES in all Regions: nothing is sent, all is kept, as is what SNS would send to the world outside. */
export class Ses implements LocalService {
  readonly name = 'SES';
  readonly signingNames = ['ses'];
  readonly operations: ServiceOperations;
  /** What was sent, by whatever service. */
  sent: readonly JournalEntry<'sent'>[] = [];
  private readonly rest: Readonly<Record<string, RestOperation>>;
  /** Version 1 of the API. */
  private readonly query: Readonly<Record<string, Operation>>;
  private readonly end: () => void;
  private mailIdentities: readonly MailIdentity[] = [];

  constructor(private readonly props: SesProps) {
    this.update(props);
    this.end = props.journal.on('sent', message => { this.sent = [...this.sent, message].slice(-CAPACITY); });
    this.rest = { SendEmail: (input, region) => ({ MessageId: this.send(mailOf(input), region) }) };
    this.query = {
      SendEmail: (input, region) => ({ MessageId: this.send(mailOfQuery(input), region) }),
      SendRawEmail: ({ Source, Destinations = [], RawMessage }, region) =>
        ({ MessageId: this.send(rawMail(RawMessage?.Data, Source, Destinations), region) }),
    };
    this.operations = {
      answered: ['SendEmail', 'SendRawEmail'],
      refused: ROUTES.map(([, , name]) => name).filter(name => !(name in this.rest)),
    };
  }

  update({ mailIdentities }: Pick<SesProps, 'mailIdentities'>): [] {
    this.mailIdentities = mailIdentities;
    return [];
  }

  async answer(request: SignedRequest) {
    if (request.headers['x-amz-target'] === SENT_TARGET) {
      return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sent: this.sent }) };
    }
    return request.path.startsWith('/v2/')
      ? answerRest(request, ROUTES, this.rest)
      : answerOperation(request, { target: '', xmlNamespace: 'http://ses.amazonaws.com/doc/2010-12-01/', operations: this.query });
  }

  /** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html */
  neededPermissions(request: SignedRequest, accountId: string): NeededPermission[] {
    const isRest = request.path.startsWith('/v2/');
    const operation = isRest ? restOperationOf(request, ROUTES).name : operationOf(request, '');
    const from = isRest ? fromIn(request) : fromQuery(new URLSearchParams(request.body.toString())).Source;
    if (typeof from !== 'string') return [{ action: `ses:${operation}`, resource: '*' }];
    const { region } = request.signer;
    const address = addressIn(from);
    return [{
      action: `ses:${operation}`,
      resource: `arn:${partition(region).name}:ses:${region}:${accountId}:identity/${this.identityOf(address, region)}`,
      conditionKeys: () => ({ 'ses:FromAddress': [address] }),
    }];
  }

  stop() {
    this.end();
  }

  /**
   * The address, or the nearest of its domains, of which there is an identity.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
   */
  private identityOf(address: string, region: string): string {
    const labels = address.slice(address.indexOf('@') + 1).split('.');
    return [address, ...labels.map((_, i) => labels.slice(i).join('.'))]
      .find(name => this.mailIdentities.some(identity => identity.name === name && identity.region === region)) ?? address;
  }

  private send(mail: Mail, region: string): string {
    if (mail.from === undefined) throw new AwsError('BadRequestException', 'Missing final \'@domain\'');
    if (mail.to.length === 0) throw new AwsError('BadRequestException', 'Destination must have at least one recipient');
    const messageId = randomUUID();
    this.props.journal.write('sent', { region, service: 'SES', channel: 'email', messageId, ...mail });
    return messageId;
  }
}

function mailOf({ FromEmailAddress: from, Destination: destination, Content: { Simple, Raw, Template } = {} as any }: Record<string, any>): Mail {
  const to = recipients(destination);
  if (Raw) return rawMail(Raw.Data, from, to);
  if (Template) return { from, to, body: `template ${Template.TemplateName ?? Template.TemplateArn ?? ''} with ${Template.TemplateData ?? '{}'}` };
  if (!Simple) throw new AwsError('BadRequestException', 'Content must be simple, raw or a template');
  return { from, to, ...contentOf(Simple) };
}

function mailOfQuery({ Source, Destination, Message }: Record<string, any>): Mail {
  return { from: Source, to: recipients(Destination), ...contentOf(Message ?? {}) };
}

function contentOf({ Subject, Body }: Record<string, any>) {
  const html: string | undefined = Body?.Html?.Data;
  return { subject: Subject?.Data, body: Body?.Text?.Data ?? html ?? '', html };
}

function recipients({ ToAddresses = [], CcAddresses = [], BccAddresses = [] }: Record<string, string[]> = {}): string[] {
  return [...ToAddresses, ...CcAddresses, ...BccAddresses];
}

/** @param data a message with its headers, in base 64 */
function rawMail(data: string, from: string | undefined, to: readonly string[]): Mail {
  const body = Buffer.from(data ?? '', 'base64').toString();
  const head = body.split(/\r?\n\r?\n/)[0].replace(/\r?\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1].trim();
  const named = ['To', 'Cc', 'Bcc'].flatMap(name => header(name)?.split(/,\s*/) ?? []);
  return { from: from ?? header('From'), to: to.length > 0 ? to : named, subject: header('Subject'), body };
}

function fromIn({ body }: SignedRequest): unknown {
  try {
    return JSON.parse(body.toString()).FromEmailAddress;
  } catch {
    return undefined; // it is refused for that
  }
}

/** Without the name before it. */
function addressIn(from: string): string {
  return /<([^>]+)>/.exec(from)?.[1] ?? from;
}
