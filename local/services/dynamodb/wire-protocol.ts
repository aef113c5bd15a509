import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { DynamoDbError } from './dynamodb-error';
import { DynamoDbEngine } from './engine';
import { RequestMetrics } from './request-metrics';
import { Answer } from '../../machine/http-server';
import { SignedRequest } from '../../machine/local-service';
import { unmeasured } from '../../machine/metric';

const TARGET = /^(DynamoDB_20120810|DynamoDBStreams_20120810)\.(\w+)$/;
const STREAMS = 'DynamoDBStreams_20120810';

export interface TextAnswer extends Answer {
  readonly body: string;
}

/** DynamoDB's JSON 1.0 protocol, in front of one engine a Region. */
export class DynamoDbWireProtocol {
  constructor(private readonly engines: ReadonlyMap<string, DynamoDbEngine>, private readonly metrics = new RequestMetrics(unmeasured)) {}

  async answer(request: SignedRequest): Promise<TextAnswer> {
    try {
      return respond(200, await this.execute(request));
    } catch (error) {
      const refusal = error instanceof DynamoDbError ? error : fault(error);
      return respond(refusal.statusCode, refusal.body);
    }
  }

  private async measured(engine: DynamoDbEngine, operation: string, input: Record<string, any>): Promise<object> {
    const start = performance.now();
    const tell = (error?: string) => {
      if (typeof input.TableName === 'string') this.metrics.answered(engine.region, input.TableName, operation, performance.now() - start, error);
    };
    try {
      const output = await engine.execute(operation, input);
      tell();
      return output;
    } catch (error) {
      if (error instanceof DynamoDbError && error.statusCode < 500) tell(error.name);
      throw error;
    }
  }

  private async execute({ signer: { region }, headers, body }: SignedRequest): Promise<object> {
    const [, service, operation] = TARGET.exec(headers['x-amz-target'] ?? '') ?? [];
    if (service === undefined) throw DynamoDbError.protocol('UnknownOperationException', 'The request names no operation of DynamoDB');
    const engine = this.engines.get(region);
    if (!engine) {
      throw DynamoDbError.protocol('UnrecognizedClientException',
        `There is no DynamoDB in Region ${region}; the local Regions are: ${[...this.engines.keys()].join(', ')}`);
    }
    const input = parse(body);
    return service === STREAMS ? engine.streamOperations.execute(operation, input) : this.measured(engine, operation, input);
  }
}

interface Called {
  readonly isOfStreams: boolean;
  readonly operation: string;
  readonly input: object;
}

/** What a request asks for, unless it is refused for its form. */
export function operationOf({ headers, body }: SignedRequest): Called | undefined {
  const [, service, operation] = TARGET.exec(headers['x-amz-target'] ?? '') ?? [];
  try {
    return service === undefined ? undefined : { isOfStreams: service === STREAMS, operation, input: parse(body) };
  } catch {
    return undefined;
  }
}

function parse(body: Buffer): object {
  let input: unknown;
  try {
    input = JSON.parse(body.toString());
  } catch {
    throw DynamoDbError.protocol('SerializationException', 'The request is not well-formed JSON');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw DynamoDbError.protocol('SerializationException', 'The request is not a JSON object');
  }
  return input;
}

function respond(statusCode: number, answer: object): TextAnswer {
  const body = JSON.stringify(answer);
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
    'x-amz-crc32': String(crc32(body)),
  };
  return { statusCode, headers, body };
}

function fault(error: unknown): DynamoDbError {
  return new DynamoDbError({
    __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
    message: error instanceof Error ? error.message : String(error),
  }, 500);
}
