import { EventSourceMappings } from './event-source-mappings';
import { functionArn, FunctionDefinition } from './function-definition';
import { functionConfiguration, functionDescription, versionOf } from './function-description';
import { readIdentifier } from './function-identifier';
import { invalid, LambdaError, notFound } from './lambda-error';
import { InvocationOptions, InvocationResult } from './worker-pool';
import { Answer } from '../../machine/http-server';
import { NeededPermission, SignedRequest } from '../../machine/local-service';

/** What the API asks of the service. */
export interface InvokableFunctions {
  readonly accountId: string;
  readonly eventSourceMappings: EventSourceMappings;
  /** All functions of a Region. */
  of(region: string): FunctionDefinition[];
  /** Why a function of the templates does not run here, if it does not. */
  whyAbsent(region: string, functionName: string): string | undefined;
  invoke(region: string, functionName: string, event: unknown, options: InvocationOptions): Promise<InvocationResult>;
  invokeAsynchronously(region: string, functionName: string, event: unknown, options: InvocationOptions): void;
}

const INVOCATION_TYPES = ['Event', 'RequestResponse', 'DryRun'];

/** The most bytes that an event may have. */
const MAX_EVENT_BYTES = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

const MAX_LISTED = 50;

/** How much of a log an answer has. */
const MAX_LOG_BYTES = 4096;

/**
 * Lambda's API, as far as functions and people call functions by it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export class LambdaApi {
  static readonly OPERATIONS: readonly string[] = ['Invoke', 'GetFunction', 'GetFunctionConfiguration', 'ListFunctions', ...EventSourceMappings.OPERATIONS];

  constructor(private readonly functions: InvokableFunctions) {}

  async answer(request: SignedRequest): Promise<Answer> {
    try {
      return await this.act(request);
    } catch (error) {
      if (error instanceof LambdaError) return error.answer;
      throw error;
    }
  }

  /** What is asked of a function needs a permission on it, and the list one on all. */
  neededPermissions(request: SignedRequest): NeededPermission[] {
    const { operation, called } = matchedOperation(request);
    if (operation === undefined) return [];
    if (EventSourceMappings.OPERATIONS.includes(operation)) {
      return this.functions.eventSourceMappings.neededPermissions(operation, called ?? '', request.signer.region);
    }
    if (called === undefined) return [{ action: `lambda:${operation}`, resource: '*' }];
    try {
      const [definition, qualifier] = this.find(request, called);
      return [{ action: operation === 'Invoke' ? 'lambda:InvokeFunction' : `lambda:${operation}`, resource: functionArn(definition, qualifier) }];
    } catch {
      return []; // it is refused for another reason
    }
  }

  private async act(request: SignedRequest): Promise<Answer> {
    const { operation, called = '' } = matchedOperation(request);
    switch (operation) {
      case 'ListFunctions': return json(this.list(request.signer.region, request.query));
      case 'GetFunction': return json(functionDescription(...this.find(request, called)));
      case 'GetFunctionConfiguration': return json(functionConfiguration(...this.find(request, called)));
      case 'Invoke': return this.invoke(request, called);
      default: {
        const mappings = this.functions.eventSourceMappings.answer(operation, called, request);
        if (mappings) return json(mappings, operation === 'UpdateEventSourceMapping' ? 202 : 200);
        const { method, path } = request;
        throw new LambdaError(501, 'NotImplemented', `The local Regions run ${LambdaApi.OPERATIONS.join(', ')} of Lambda, not ${method} ${path}`);
      }
    }
  }

  private list(region: string, query: URLSearchParams): object {
    const begin = Number(query.get('Marker') ?? 0);
    const end = begin + Math.min(Number(query.get('MaxItems') ?? MAX_LISTED), MAX_LISTED);
    const all = this.functions.of(region);
    return {
      Functions: all.slice(begin, end).map(definition => functionConfiguration(definition)),
      NextMarker: end < all.length ? String(end) : null,
    };
  }

  private async invoke(request: SignedRequest, called: string): Promise<Answer> {
    const { headers, body } = request;
    const [definition, qualifier] = this.find(request, called);
    const { region, functionName } = definition;
    const type = (headers['x-amz-invocation-type'] ?? 'RequestResponse') as keyof typeof MAX_EVENT_BYTES;
    if (!INVOCATION_TYPES.includes(type)) throw invalid(type, 'invocationType', `Member must satisfy enum value set: [${INVOCATION_TYPES.join(', ')}]`);
    if (body.length > MAX_EVENT_BYTES[type]) {
      throw new LambdaError(413, 'RequestTooLargeException', `Request must be smaller than ${MAX_EVENT_BYTES[type]} bytes for the InvokeFunction operation`);
    }
    const event = readEvent(body);
    const clientContext = headers['x-amz-client-context'];
    const options = { qualifier, clientContext: clientContext && Buffer.from(clientContext, 'base64').toString() };
    switch (type) {
      case 'DryRun': return { statusCode: 204, headers: {}, body: '' };
      case 'Event':
        this.functions.invokeAsynchronously(region, functionName, event, options);
        return { statusCode: 202, headers: {}, body: '' };
      case 'RequestResponse': {
        const result = await this.functions.invoke(region, functionName, event, options);
        if (result.throttled) {
          throw new LambdaError(429, 'TooManyRequestsException', 'Rate Exceeded.', { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User' });
        }
        return {
          statusCode: 200,
          headers: {
            'content-type': 'application/json',
            'x-amzn-requestid': result.requestId,
            'x-amz-executed-version': versionOf(definition, qualifier),
            ...result.error && { 'x-amz-function-error': 'Unhandled' },
            ...headers['x-amz-log-type'] === 'Tail' && { 'x-amz-log-result': logTail(result, definition, qualifier) },
          },
          body: JSON.stringify(result.error ?? result.payload ?? null),
        };
      }
    }
  }

  private find({ query, signer: { region } }: SignedRequest, called: string): [FunctionDefinition, string | undefined] {
    const { functionName, qualifier } = readIdentifier(decodeURIComponent(called), query.get('Qualifier'), region);
    const definition = this.functions.of(region).find(candidate => candidate.functionName === functionName);
    const why = this.functions.whyAbsent(region, functionName);
    if (why !== undefined) throw new LambdaError(501, 'NotImplemented', `The local Regions do not run ${why}`);
    if (!definition || versionOf(definition, qualifier) === undefined) {
      throw notFound(`Function not found: ${functionArn({ region, accountId: this.functions.accountId, functionName }, qualifier)}`);
    }
    return [definition, qualifier];
  }
}

const OPERATIONS_BY_PATH: Readonly<Record<string, string>> = {
  'GET /functions': 'ListFunctions',
  'GET ': 'GetFunction',
  'GET /configuration': 'GetFunctionConfiguration',
  'POST /invocations': 'Invoke',
};

const MAPPING_OPERATIONS: Readonly<Record<string, string>> = {
  'GET': 'ListEventSourceMappings',
  'GET one': 'GetEventSourceMapping',
  'PUT one': 'UpdateEventSourceMapping',
};

/** Which operation a request means, and how it calls the function. */
function matchedOperation({ method, path }: SignedRequest): { operation?: string; called?: string } {
  const [isMapping, mapping] = /^\/2015-03-31\/event-source-mappings(?:\/([^/]*))?$/.exec(path) ?? [];
  if (isMapping) return { operation: MAPPING_OPERATIONS[`${method}${mapping ? ' one' : ''}`], called: mapping || undefined };
  const [matched, called, rest = ''] = /^\/2015-03-31\/functions(?:\/([^/]+))?(\/[^/]*)?$/.exec(path) ?? [];
  return { operation: matched && OPERATIONS_BY_PATH[`${method} ${called ? rest : '/functions'}`], called };
}

function readEvent(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString());
  } catch (error) {
    throw new LambdaError(400, 'InvalidRequestContentException', `Could not parse request body into json: ${(error as Error).message}`);
  }
}

/** The end of the invocation's log, between the lines that Lambda itself writes. */
function logTail({ requestId, log, durationMs }: InvocationResult, definition: FunctionDefinition, qualifier: string | undefined): string {
  const lines = [
    `START RequestId: ${requestId} Version: ${versionOf(definition, qualifier)}`,
    ...log,
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: ${definition.memoryMb} MB`,
    '',
  ];
  return Buffer.from(lines.join('\n')).subarray(-MAX_LOG_BYTES).toString('base64');
}

function json(body: object, statusCode: number = 200): Answer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
