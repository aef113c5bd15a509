import { HealthCheckOperations } from './health-check-operations';
import { HealthChecker } from './health-checker';
import { HostedZoneOperations, HostedZonesOptions } from './hosted-zone-operations';
import { Operation, Route53Request } from './operation';
import { Route53Error } from './route53-error';
import { toXml, XmlContent } from './route53-xml';
import { Answer } from '../../machine/http-server';
import { NeededPermission, ServiceOperations } from '../../machine/local-service';

export interface Route53ApiOptions extends HostedZonesOptions {
  readonly healthChecker: HealthChecker;
  readonly newRequestId: () => string;
}

const API_VERSION = '2013-04-01';

/** The paths of Route 53's operations, those that are refused too, so that a refusal can name them. */
const ROUTES: readonly (readonly [method: string, path: string, operation: string])[] = [
  ['GET', 'healthcheck', 'ListHealthChecks'],
  ['POST', 'healthcheck', 'CreateHealthCheck'],
  ['GET', 'healthcheck/{}', 'GetHealthCheck'],
  ['POST', 'healthcheck/{}', 'UpdateHealthCheck'],
  ['DELETE', 'healthcheck/{}', 'DeleteHealthCheck'],
  ['GET', 'healthcheck/{}/status', 'GetHealthCheckStatus'],
  ['GET', 'healthcheck/{}/lastfailurereason', 'GetHealthCheckLastFailureReason'],
  ['GET', 'healthcheckcount', 'GetHealthCheckCount'],
  ['GET', 'checkeripranges', 'GetCheckerIpRanges'],
  ['GET', 'hostedzone', 'ListHostedZones'],
  ['POST', 'hostedzone', 'CreateHostedZone'],
  ['GET', 'hostedzone/{}', 'GetHostedZone'],
  ['DELETE', 'hostedzone/{}', 'DeleteHostedZone'],
  ['GET', 'hostedzone/{}/rrset', 'ListResourceRecordSets'],
  ['POST', 'hostedzone/{}/rrset', 'ChangeResourceRecordSets'],
  ['GET', 'hostedzonesbyname', 'ListHostedZonesByName'],
  ['GET', 'hostedzonecount', 'GetHostedZoneCount'],
  ['GET', 'change/{}', 'GetChange'],
  ['GET', 'testdnsanswer', 'TestDNSAnswer'],
  ['GET', 'tags/{}/{}', 'ListTagsForResource'],
  ['POST', 'tags/{}/{}', 'ChangeTagsForResource'],
  ['POST', 'tags/{}', 'ListTagsForResources'],
];

/** Route 53's own API over REST and XML, as far as it can be seen from outside: it does not listen. */
export class Route53Api {
  readonly names: ServiceOperations;
  private readonly operations: Readonly<Record<string, Operation>>;

  constructor(private readonly options: Route53ApiOptions) {
    this.operations = {
      ...new HealthCheckOperations(options.healthChecker).operations,
      ...new HostedZoneOperations(options).operations,
    };
    const known = ROUTES.map(([, , name]) => name);
    this.names = { answered: Object.keys(this.operations), refused: known.filter(name => !this.operations[name]) };
  }

  async answer(request: Route53Request): Promise<Answer> {
    const requestId = this.options.newRequestId();
    const respond = (statusCode: number, root: string, content: XmlContent) => ({
      statusCode,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: toXml(root, content),
    });
    try {
      const { name, parameters } = findOperation(request);
      const operation = this.operations[name];
      if (!operation) throw Route53Error.notSupported(name);
      return respond(200, `${name}Response`, operation(request, ...parameters));
    } catch (error) {
      if (!(error instanceof Route53Error)) throw error;
      return respond(error.statusCode, 'ErrorResponse', {
        Error: { Type: 'Sender', Code: error.code, Message: error.message },
        RequestId: requestId,
      });
    }
  }
}

/**
 * What a caller must be allowed for a request: the operation, on what its path names.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
 */
export function neededPermissions(request: Pick<Route53Request, 'method' | 'path'>, partition: string): NeededPermission[] {
  const { name, parameters } = findOperation(request);
  if (name.includes(' ')) return []; // it is no operation
  const [, , kind] = request.path.split('/');
  const [type, id] = kind === 'tags' ? parameters : [kind, parameters[0]];
  return [{ action: `route53:${name}`, resource: id === undefined ? '*' : `arn:${partition}:route53:::${type}/${id}` }];
}

function findOperation({ method, path }: Pick<Route53Request, 'method' | 'path'>): { name: string; parameters: string[] } {
  const segments = path.split('/').filter(Boolean);
  for (const [routeMethod, route, name] of ROUTES) {
    const pattern = [API_VERSION, ...route.split('/')];
    if (method === routeMethod && pattern.length === segments.length
      && pattern.every((part, index) => part === '{}' || part === segments[index])) {
      return { name, parameters: segments.filter((_, index) => pattern[index] === '{}').map(decodeURIComponent) };
    }
  }
  return { name: `${method} ${path}`, parameters: [] };
}
