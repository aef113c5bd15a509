import { IRole } from 'aws-cdk-lib/aws-iam';
import { RouteSettings } from './route';
import { refusal } from '../synthesis/refusal';

/** A queue of a Region, as its API Gateway knows it. */
export interface RouteQueue {
  /** A literal. */
  readonly queueName: string;
  readonly queueUrl: string;
  readonly fifo: boolean;
  /** May send to this queue, and nothing else. */
  readonly sender: IRole;
}

/** What a route to a queue has besides its method, path and queue. */
export interface QueueRouteOptions extends RouteSettings {
  /**
   * The content types that callers may send, others are answered 415; none is taken for `application/json`. For `ApiGateway.rest()`:
   * `ApiGateway.http()` takes all.
   *
   * @default ["application/json"]
   */
  readonly contentTypes?: string[];

  /**
   * The part of the request that says which group the message is of: `path.customer`, `header.X-Customer` or `querystring.customer`. A
   * queue with `fifo` needs it, for the order is a group's; any other one is then fair to groups with few messages.
   *
   * @default - messages have no group
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
   */
  readonly messageGroup?: string;
}

const DEFAULT_CONTENT_TYPES = ['application/json'];

/** The attribute of a message that has the content type of its body. */
export const CONTENT_TYPE_ATTRIBUTE = 'ContentType';

export function contentTypesOf({ contentTypes = DEFAULT_CONTENT_TYPES }: QueueRouteOptions): string[] {
  return contentTypes;
}

/** The place and the name of what says the group, e.g. "path" and "customer". */
export function messageGroupOf({ messageGroup }: QueueRouteOptions): { readonly place: string; readonly name: string } | undefined {
  const [, place, name] = GROUP.exec(messageGroup ?? '') ?? [];
  return place ? { place, name } : undefined;
}

const GROUP = /^(path|header|querystring)\.([A-Za-z0-9._-]+)$/;

export function validateQueueRoute(method: string, path: string, { fifo, queueName }: RouteQueue, options: QueueRouteOptions) {
  const route = `${method} ${path}`;
  if (!['POST', 'PUT', 'PATCH'].includes(method)) {
    throw refusal('`method` of a route to a queue must be POST, PUT or PATCH, which have a body', route);
  }
  const { contentTypes, messageGroup } = options;
  if (contentTypes && (contentTypes.length === 0 || contentTypes.some(type => !/^[\w.+-]+\/[\w.+-]+$/.test(type)))) {
    throw refusal(`\`contentTypes\` of ${route} must be like "application/json", without parameters, and one at least`, contentTypes);
  }
  if (fifo && messageGroup === undefined) {
    throw refusal(`\`messageGroup\` of ${route} must say which group a message is of, for ${queueName} keeps their order`, messageGroup, 'Name a part of the request, e.g. "path.customer"');
  }
  const group = messageGroupOf(options);
  if (messageGroup !== undefined && !group) {
    throw refusal(`\`messageGroup\` of ${route} must be like "path.customer", "header.X-Customer" or "querystring.customer"`, messageGroup);
  }
  if (group?.place === 'path' && !path.includes(`{${group.name}}`)) {
    throw refusal(`\`messageGroup\` of ${route} must name a variable part of the path`, messageGroup);
  }
}
