import { randomUUID } from 'node:crypto';
import { missingPermission } from './function-permission';
import { Clock } from '../machine/clock';
import { Deliver, Delivery, DeliveryError } from '../machine/delivery';
import { ANYBODY } from '../machine/local-credentials';
import { LocalService, SignedRequest } from '../machine/local-service';
import { Log } from '../machine/log-line';
import { BusEvent } from '../services/eventbridge/event';
import { EventBridge } from '../services/eventbridge/event-bridge';
import { Iam } from '../services/iam/iam';
import { LambdaService } from '../services/lambda/lambda-service';
import { Sns } from '../services/sns/sns';

/** Where the services are that something is delivered to: they may be made later. */
export interface Recipients {
  readonly clock: Clock;
  readonly log: Log;
  service<T extends LocalService>(type: new (props: any) => T): T;
  /** The service that answers requests which are signed for that name. */
  signedFor(name: string): LocalService | undefined;
}

/** How services hand something to the resource of another, whichever that is, by its ARN. */
export function deliverTo(recipients: Recipients): Deliver {
  return async delivery => {
    const [, , service, region, account, ...rest] = delivery.to.split(':');
    switch (service) {
      case 'lambda': return invoke(recipients, region, rest.slice(1), delivery);
      case 'sqs': return sendMessage(recipients, region, account, rest[0], delivery);
      case 'sns': return recipients.service(Sns).receive(delivery.to, delivery.payload, delivery.group, delivery.subject);
      case 'events': return recipients.service(EventBridge).receive(delivery.to, eventOf(delivery, recipients.clock));
      case 'logs': return recipients.log({ region, logGroup: rest[1], stream: delivery.from, message: delivery.payload });
      default: throw new DeliveryError('NOT_SUPPORTED', `${service ?? delivery.to} is not run here`, true);
    }
  };
}

/** Who needs a permission of the function, by the service of what it delivers for; others act in a role. */
const PRINCIPALS: Readonly<Record<string, string>> = { events: 'events.amazonaws.com', sns: 'sns.amazonaws.com' };

/** Retries of what the function fails at are Lambda's. */
function invoke({ service }: Recipients, region: string, [name, qualifier]: readonly string[], { payload, from }: Delivery) {
  const lambda = service(LambdaService);
  if (!lambda.function(region, name)) throw new DeliveryError('RESOURCE_NOT_FOUND', `There is no function ${name} in ${region}`, true);
  const principal = PRINCIPALS[from.split(':')[2]];
  const source = principal === PRINCIPALS.sns ? from.split(':', 6).join(':') : from; // of a subscription, the topic
  const called = { region, accountId: lambda.accountId, functionName: name, qualifier };
  const missing = principal && missingPermission(service(Iam), principal, called, source);
  if (missing) throw new DeliveryError('NO_PERMISSIONS', missing, true);
  lambda.invokeAsynchronously(region, name, parse(payload), { qualifier });
}

async function sendMessage({ signedFor }: Recipients, region: string, account: string, queue: string, delivery: Delivery) {
  const sqs = signedFor('sqs');
  if (!sqs?.answer) throw new DeliveryError('NOT_SUPPORTED', 'There is no SQS here', true);
  const { payload, attributes, group, deduplication } = delivery;
  const request: SignedRequest = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify({
      QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${queue}`,
      MessageBody: payload,
      MessageAttributes: attributes,
      MessageGroupId: group,
      MessageDeduplicationId: deduplication,
    })),
    signer: { accessKeyId: ANYBODY.accessKeyId, region, service: 'sqs' },
  };
  const { statusCode, body } = await sqs.answer(request);
  if (statusCode < 400) return;
  const { __type: code = 'SDK_CLIENT_ERROR', message } = JSON.parse(body.toString());
  throw new DeliveryError(code.split('#').pop(), message ?? String(statusCode), statusCode < 500);
}

/** Of what is no event by itself, one with that as its detail. */
function eventOf({ to, from, payload, event }: Delivery, clock: Clock): BusEvent {
  const content: any = parse(payload);
  if (!event) return content;
  const [, , , region, account] = to.split(':');
  return {
    'version': '0',
    'id': randomUUID(),
    'detail-type': event.detailType,
    'source': event.source,
    account,
    'time': new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    'resources': [from],
    'detail': content,
  };
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    throw new DeliveryError('INVALID_JSON', 'What is to be delivered is no JSON', true);
  }
}
