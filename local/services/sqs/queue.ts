import { createHash } from 'crypto';
import { Message, MessageContent, sizeOf } from './message';
import { MessageGroups } from './message-groups';
import { DEFAULT_ATTRIBUTES, QueueSettings, readSettings, validateAttributes } from './queue-attributes';
import { queueArn, QueueDefinition } from './queue-definition';
import { QueueListeners } from './queue-listeners';
import { QueueMetrics } from './queue-metrics';
import { handleOf, readHandle } from './receipt-handle';
import { Received, ReceiveOptions } from './received';
import { validateSent } from './send-rules';
import { SentMessages } from './sent-messages';
import { invalidValue, sqsError } from './sqs-error';
import { Clock } from '../../machine/clock';

/** What a queue runs with. */
export interface QueueOptions {
  readonly clock: Clock;
  readonly metrics: QueueMetrics;
  /** The next number of a message: each is greater than all before. */
  readonly sequence: () => string;
  /** The queue of an ARN, for what fails in this one. */
  readonly find: (arn: string) => Queue | undefined;
}

/** Where the queues are. */
export interface Queues {
  queue(arn: string): Queue | undefined;
  queuesOf(region: string): Queue[];
}

const PURGE_MS = 60_000;
const MAX_IN_FLIGHT = 120_000;

/** One queue in one Region. */
export class Queue {
  readonly arn: string;
  readonly createdAt: number;
  modifiedAt: number;
  attributes: Readonly<Record<string, string>>;
  tags: Record<string, string>;
  private settings: QueueSettings;
  /** All messages, by id. */
  private readonly messages = new Map<string, Message>();
  /** Those of `messages` that may be received: of a FIFO queue, when it is their turn. */
  private readonly visible = new Set<Message>();
  /** The others: delayed, or in flight. */
  private readonly hidden = new Set<Message>();
  private readonly groups = new MessageGroups();
  private readonly sent = new SentMessages();
  private readonly listeners = new QueueListeners();
  private wake?: { readonly at: number; readonly cancel: () => void };
  private purgedAt = -Infinity;

  constructor(readonly definition: QueueDefinition, private readonly options: QueueOptions) {
    this.arn = queueArn(definition);
    this.createdAt = this.modifiedAt = options.clock.now();
    this.tags = { ...definition.tags };
    this.attributes = { ...DEFAULT_ATTRIBUTES, ...definition.attributes };
    this.settings = readSettings(this.attributes);
  }

  get waitSeconds(): number {
    return this.settings.wait;
  }

  get isFifo(): boolean {
    return this.settings.isFifo;
  }

  /** The ARN of the queue for what fails in this one. */
  get deadLetterTargetArn(): string | undefined {
    return this.settings.redrive?.deadLetterTargetArn;
  }

  /** Takes over other attributes; messages stay as they are. */
  set(attributes: Readonly<Record<string, string>>) {
    validateAttributes(attributes);
    const merged = { ...this.attributes, ...attributes };
    const settings = readSettings(merged);
    if (attributes.RedrivePolicy) this.validateDeadLetterQueue(settings);
    this.attributes = merged;
    this.settings = settings;
    this.modifiedAt = this.now;
  }

  /** Takes over what the template has now. */
  redefine({ attributes, tags }: QueueDefinition) {
    this.attributes = { ...DEFAULT_ATTRIBUTES, ...attributes };
    this.settings = readSettings(this.attributes);
    this.tags = { ...tags };
  }

  /** Takes a message in; of a FIFO queue, the one that is there, where it was sent within five minutes. @param delay in seconds, the queue's by default */
  send(given: MessageContent, delay?: number): Message {
    validateSent(given, delay, this.settings);
    const { isFifo, settings } = this;
    const content = isFifo ? { ...given, deduplicationId: given.deduplicationId ?? createHash('sha256').update(given.body).digest('hex') } : given;
    const same = isFifo ? this.sent.find(content, settings, this.now) : undefined;
    if (same) return same;
    const message = new Message(content, this.now, this.options.sequence());
    if (isFifo) this.sent.add(message, settings);
    this.options.metrics.sent(sizeOf(content));
    this.add(message, (delay ?? settings.delay) * 1000);
    return message;
  }

  /** Takes what may be received now, without waiting for more. */
  receive({ max, maxBytes = Infinity, visibilityTimeout = this.settings.visibilityTimeout }: ReceiveOptions): Received[] {
    this.settle();
    if (this.inFlightCount + max > MAX_IN_FLIGHT) throw sqsError('OverLimit', `Maximum number of in flight messages reached: ${MAX_IN_FLIGHT}.`, 403);
    const received: Received[] = [];
    let bytes = 0;
    for (const message of this.isFifo ? this.groups.inTurn(one => this.visible.has(one)) : this.visible) {
      if (this.isExpired(message)) {
        this.remove(message);
      } else if (this.settings.redrive && message.receiveCount >= this.settings.redrive.maxReceiveCount && this.moveToDeadLetterQueue(message)) {
        continue;
      } else {
        bytes += sizeOf(message.content);
        if (received.length === max || (received.length > 0 && bytes > maxBytes)) break;
        received.push(this.take(message, visibilityTimeout));
      }
    }
    if (received.length > 0) this.options.metrics.received(received.length);
    return received;
  }

  /** Ends a message that was received; one that was received again meanwhile stays. */
  delete(receiptHandle: string) {
    this.settle();
    const message = this.handled(receiptHandle);
    if (message && this.isFifo && !message.inFlight) throw invalidValue(receiptHandle, 'ReceiptHandle', 'The receipt handle has expired');
    this.options.metrics.deleted();
    if (message) this.remove(message);
    this.listeners.tell(() => this.visible.size > 0);
  }

  /** Has a message that is in flight be visible so many seconds from now. */
  changeVisibility(receiptHandle: string, seconds: number) {
    this.settle();
    const message = this.handled(receiptHandle);
    if (!message) throw invalidValue(receiptHandle, 'ReceiptHandle', 'Message does not exist or is not available for visibility timeout change');
    if (!message.inFlight) throw sqsError('MessageNotInflight', `The message ${message.id} is not in flight.`);
    this.hide(message, seconds * 1000);
    this.settle();
  }

  purge() {
    if (this.now < this.purgedAt + PURGE_MS) throw sqsError('PurgeQueueInProgress', `Only one PurgeQueue operation on ${this.definition.name} is allowed every 60 seconds.`, 403);
    this.purgedAt = this.now;
    [...this.messages.values()].forEach(message => this.remove(message));
  }

  /** Gives all messages that may be received to the queues that they failed in, or to another, where they are new. Tells how many. */
  moveAll(target: (message: Message) => Queue): number {
    this.settle();
    const moved = [...this.visible].map(message => ({ message, to: target(message) }));
    for (const { message, to } of moved) {
      this.remove(message);
      to.add(new Message(message.content, this.now, this.options.sequence()), 0);
    }
    return moved.length;
  }

  /** Of a FIFO queue, those whose turn it is not as well. */
  get visibleCount(): number {
    this.settle();
    return this.visible.size;
  }

  /** So many messages there are, and how old the oldest is, in seconds. */
  get counts() {
    this.settle();
    for (const message of this.messages.values()) {
      if (this.isExpired(message)) this.remove(message);
    }
    const inFlight = this.inFlightCount;
    const oldest = [...this.messages.values()].reduce((earliest, { sentAt }) => Math.min(earliest, sentAt), this.now);
    return { visible: this.visible.size, inFlight, delayed: this.hidden.size - inFlight, ageOfOldest: (this.now - oldest) / 1000 };
  }

  /** Tells of each time that something may be there to be received, and of the end of the queue. Returns what ends it. */
  onVisible(listener: () => void, onStop: () => void = () => {}): () => void {
    return this.listeners.add(listener, onStop);
  }

  /** Has CloudWatch know what it holds. */
  measure() {
    this.options.metrics.holds(this.counts);
  }

  stop() {
    this.wake?.cancel();
    this.listeners.stop();
  }

  /** Takes a message in that failed elsewhere. */
  private adopt(message: Message) {
    message.receiveCount = 0;
    message.firstReceivedAt = undefined;
    message.inFlight = false;
    if (this.isFifo) { // elsewhere, its age goes on
      message.sentAt = this.now;
      message.sequence = this.options.sequence();
      message.content = { ...message.content, deduplicationId: message.id };
    }
    this.add(message, 0);
  }

  private add(message: Message, delay: number) {
    this.messages.set(message.id, message);
    if (this.isFifo) this.groups.add(message);
    this.hide(message, delay);
    this.settle();
  }

  private remove(message: Message) {
    this.messages.delete(message.id);
    this.visible.delete(message);
    this.hidden.delete(message);
    if (this.isFifo) this.groups.remove(message);
  }

  private take(message: Message, seconds: number): Received {
    message.receiveCount++;
    message.receipt = this.options.sequence();
    message.firstReceivedAt ??= this.now;
    message.inFlight = true;
    this.hide(message, seconds * 1000);
    return { message, receiptHandle: handleOf(this.definition.name, message) };
  }

  private moveToDeadLetterQueue(message: Message): boolean {
    const queue = this.options.find(this.settings.redrive!.deadLetterTargetArn);
    if (!queue) return false;
    this.remove(message);
    message.deadLetterSourceArn = this.arn;
    queue.adopt(message);
    return true;
  }

  /** The message of a receipt handle that is the last one of it. */
  private handled(receiptHandle: string): Message | undefined {
    const { id, receipt } = readHandle(this.definition.name, receiptHandle);
    const message = this.messages.get(id);
    return message?.receipt === receipt ? message : undefined;
  }

  private hide(message: Message, duration: number) {
    message.hiddenUntil = this.now + duration;
    this.visible.delete(message);
    this.hidden.add(message);
    if (message.hiddenUntil < (this.wake?.at ?? Infinity)) this.wakeAt(message.hiddenUntil);
  }

  /** Has those be visible whose time has come. */
  private settle() {
    const { now } = this;
    if (now < (this.wake?.at ?? Infinity)) return;
    const due = [...this.hidden].filter(({ hiddenUntil }) => hiddenUntil <= now).sort((a, b) => a.hiddenUntil - b.hiddenUntil);
    for (const message of due) {
      message.inFlight = false;
      this.hidden.delete(message);
      this.visible.add(message);
    }
    this.wakeAt([...this.hidden].reduce((earliest, { hiddenUntil }) => Math.min(earliest, hiddenUntil), Infinity));
    this.listeners.tell(() => this.visible.size > 0);
  }

  private wakeAt(at: number) {
    this.wake?.cancel();
    this.wake = at === Infinity ? undefined : {
      at,
      cancel: at <= this.now ? () => {} : this.options.clock.schedule(at - this.now, () => this.settle()),
    };
  }

  private isExpired({ sentAt }: Message): boolean {
    return sentAt + this.settings.retention * 1000 <= this.now;
  }

  private validateDeadLetterQueue({ redrive, isFifo }: QueueSettings) {
    const queue = this.options.find(redrive!.deadLetterTargetArn);
    if (!queue) throw invalidValue(JSON.stringify(redrive), 'RedrivePolicy', 'Dead letter target does not exist');
    if (queue.isFifo !== isFifo) throw invalidValue(JSON.stringify(redrive), 'RedrivePolicy', 'Dead-letter queue must be same type of queue as the source');
  }

  private get inFlightCount(): number {
    return [...this.hidden].filter(({ inFlight }) => inFlight).length;
  }

  private get now(): number {
    return this.options.clock.now();
  }
}
