import { randomUUID } from 'crypto';
import { headerOf, HttpRequest } from './http-message';

/** When a request arrived, and what API Gateway calls it. */
export interface Arrival {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly requestId: string;
  /** The answer has it as `x-amz-apigw-id`, e.g. `JJbKTHYosFVYQ=`. */
  readonly extendedRequestId: string;
  /** X-Ray's header, e.g. `Root=1-5759e988-bd862e3fe1be46a994272793`: the caller's, or a new one. */
  readonly traceId: string;
}

export function newArrival(request: HttpRequest, time: number): Arrival {
  return {
    time,
    requestId: randomUUID(),
    extendedRequestId: Buffer.from(randomHex(), 'hex').subarray(0, 11).toString('base64'),
    traceId: headerOf(request, 'x-amzn-trace-id') ?? newTraceId(time),
  };
}

function newTraceId(time: number): string {
  return `Root=1-${Math.floor(time / 1000).toString(16).padStart(8, '0')}-${randomHex().slice(0, 24)}`;
}

/** 32 digits of a UUID, which Node.js has in stock, unlike random bytes. */
function randomHex(): string {
  return randomUUID().replaceAll('-', '');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The time in the common log format, e.g. `09/Apr/2015:12:34:56 +0000`. */
export function formatTime(time: number): string {
  const [year, month, day, clockTime] = new Date(time).toISOString().split(/[-T.]/);
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clockTime} +0000`;
}
