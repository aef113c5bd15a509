import { randomUUID } from 'node:crypto';
import { AwsError } from './aws-error';
import { Answer } from '../http-server';
import { SignedRequest } from '../local-service';

/** One of the operations that are known by their method and path, as `['GET', '/schedules/{Name}', 'GetSchedule']`. */
export type RestRoute = readonly [method: string, path: string, operation: string];

/** Runs an operation of a service in a Region; the input has what is in the path, the query and the body. Times are seconds. */
export type RestOperation = (input: Record<string, any>, region: string) => object | Promise<object>;

/** Answers a request in the REST protocol with JSON. */
export async function answerRest(
  request: SignedRequest, routes: readonly RestRoute[], operations: Readonly<Record<string, RestOperation>>,
): Promise<Answer> {
  try {
    const { name, parameters } = restOperationOf(request, routes);
    const operation = operations[name];
    if (!operation) throw AwsError.notImplemented(name);
    const body = request.body.length > 0 ? JSON.parse(request.body.toString()) : {};
    const output = await operation({ ...Object.fromEntries(request.query), ...body, ...parameters }, request.signer.region);
    return answer(200, output);
  } catch (error) {
    const { code, message, statusCode } = error instanceof AwsError ? error : new AwsError('InternalFailure', (error as Error).message, 500);
    const { headers, ...rest } = answer(statusCode, { Message: message, message });
    return { ...rest, headers: { ...headers, 'x-amzn-errortype': code } };
  }
}

/** What a request asks for, with what its path tells. */
export function restOperationOf({ method, path }: SignedRequest, routes: readonly RestRoute[]): { name: string; parameters: Record<string, string> } {
  const segments = path.split('/').filter(Boolean);
  for (const [routeMethod, route, name] of routes) {
    const pattern = route.split('/').filter(Boolean);
    if (method !== routeMethod || pattern.length !== segments.length) continue;
    if (!pattern.every((part, i) => part.startsWith('{') || part === segments[i])) continue;
    const parameters = pattern.flatMap((part, i) => part.startsWith('{') ? [[part.slice(1, -1), decodeURIComponent(segments[i])]] : []);
    return { name, parameters: Object.fromEntries(parameters) };
  }
  return { name: `${method} ${path}`, parameters: {} };
}

function answer(statusCode: number, output: object): Answer {
  return { statusCode, headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() }, body: JSON.stringify(output) };
}
