import type { IncomingMessage } from 'http';
import { Answer, HttpServer } from '../machine/http-server';
import { DynamoDbWireProtocol } from '../services/dynamodb/wire-protocol';
import { Route53Api } from '../services/route53/route53-api';

/** Where a request is signed for: `Credential=AKID/20260101/eu-west-1/dynamodb/aws4_request`. */
const CREDENTIAL_SCOPE = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

/**
 * What unmodified AWS clients talk to: every service and every Region behind one port.
 *
 * The signature says which service and Region are meant; it is not verified.
 */
export class AwsEndpoint {
  private readonly server = new HttpServer((request, body) => this.answer(request, body));

  constructor(private readonly dynamoDb: DynamoDbWireProtocol, private readonly route53: Route53Api) {}

  start(port: number): Promise<string> {
    return this.server.start(port, '`awsPort` (`--aws-port`)');
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private async answer(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const [, region, service] = CREDENTIAL_SCOPE.exec(request.headers.authorization ?? '') ?? [];
    switch (service) {
      case 'dynamodb':
        return this.dynamoDb.handle({ region, headers: request.headers as Record<string, string | undefined>, body });
      case 'route53': {
        const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
        return this.route53.handle({ method: request.method!, path: pathname, query: searchParams, body: body.toString() });
      }
      case undefined:
        return refuse(403, 'MissingAuthenticationTokenException', 'Sign the request as for AWS, with any credentials: its scope says which Region is meant');
      default:
        return refuse(400, 'UnknownOperationException', `The local Regions run DynamoDB and Route 53, not ${service}`);
    }
  }
}

function refuse(statusCode: number, type: string, message: string): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type },
    body: JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message }),
  };
}
