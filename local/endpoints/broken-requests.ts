import { Passage } from './aws-endpoint';
import { AwsRefusal, refuse } from './aws-refusal';
import { ApiFault } from '../faults/fault';
import { Faults } from '../faults/faults';
import { LostRegions } from '../faults/lost-regions';
import { SignedRequest } from '../machine/local-service';
import { NoAnswer } from '../machine/no-answer';
import { sdkNames } from '../services/lambda/chosen-environment';

/** In `x-amz-target`: what is asked of the local Regions themselves, which nothing befalls. */
const OF_THE_LOCAL_REGIONS = /^MultiRegion/;

const INJECTED = {
  'aws:fis:inject-api-throttle-error': { statusCode: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
  'aws:fis:inject-api-internal-error': { statusCode: 500, code: 'InternalServerError', message: 'The request processing has failed because of an unknown error.' },
  'aws:fis:inject-api-unavailable-error': { statusCode: 503, code: 'ServiceUnavailable', message: 'The request has failed due to a temporary failure of the server.' },
} satisfies Record<string, AwsRefusal>;

/** Has requests of AWS clients answered, unless something goes wrong on purpose. */
export function answerDespite(faults: Faults, regions: LostRegions): Passage {
  return async (request, answer) => {
    const { headers, signer: { region, service } } = request;
    if (OF_THE_LOCAL_REGIONS.test(headers['x-amz-target'] ?? '')) return answer();
    const cut = faults.striking('aws:network:disrupt-connectivity', ({ scope, region: where }) => where === region && (scope === 'all' || scope === service));
    if (cut) throw new NoAnswer(cut.what, cut.over, true);
    const refusal = injectedInto(request, faults) ?? ofStoppedQueue(request, faults) ?? ofFailingEndpoint(request, faults);
    return regions.reach(region, async () => refusal ? refuse(request, service, refusal) : answer());
  };
}

function injectedInto(request: SignedRequest, faults: Faults): AwsRefusal | undefined {
  for (const [action, refusal] of Object.entries(INJECTED)) {
    if (faults.striking(action as keyof typeof INJECTED, fault => isAbout(fault, request))) return refusal;
  }
  return undefined;
}

function isAbout({ service, region, resource, operations }: ApiFault, request: SignedRequest): boolean {
  const { signer } = request;
  return service === signer.service && (region ?? signer.region) === signer.region
    && (resource === undefined || names(request, resource))
    && (operations === undefined || operations.some(operation => isOf(request, operation)));
}

/** A queue that is stopped is found by its name in the request. */
function ofStoppedQueue(request: SignedRequest, faults: Faults): AwsRefusal | undefined {
  const { region: own, service } = request.signer;
  const stop = service === 'sqs' && faults.striking('local:sqs:stop-queue', ({ queue, region = own }) => region === own && names(request, queue));
  return stop ? INJECTED['aws:fis:inject-api-unavailable-error'] : undefined;
}

/** What is asked here of a service that is elsewhere, since it fails there. */
function ofFailingEndpoint({ signer: { service: own } }: SignedRequest, faults: Faults): AwsRefusal | undefined {
  const isMeant = (service: string) => sdkNames(service).some(name => sdkNames(own).includes(name));
  const failing = faults.striking('local:endpoint:fail', ({ service }) => isMeant(service));
  if (!failing) return undefined;
  const { fault: { statusCode }, what, over } = failing;
  if (statusCode === undefined) throw new NoAnswer(what, over);
  return { statusCode, code: 'ServiceUnavailable', message: what };
}

/** Whether a request has the name of a resource, by itself or in a URL or an ARN. */
function names({ path, query, body }: SignedRequest, resource: string): boolean {
  const name = resource.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.-])${name}(?![\\w.-])`).test(decodeURIComponent(`${path}?${query} ${body}`));
}

function isOf({ headers, body, query }: SignedRequest, operation: string): boolean {
  return headers['x-amz-target']?.endsWith(`.${operation}`) ?? new RegExp(`(^|&)Action=${operation}(&|$)`).test(`${query}&${body}`);
}
