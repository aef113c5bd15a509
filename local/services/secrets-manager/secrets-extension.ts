import { IncomingMessage } from 'node:http';
import { askedUrl } from '../../machine/asked-url';
import { Answer, HttpServer } from '../../machine/http-server';
import { identityIn } from '../../machine/local-credentials';
import { SignedRequest, UnsignedRequest } from '../../machine/local-service';

/** Where the extension is on AWS, for functions that do not read its variable. */
const PORT = 2773;

/**
 * The extension of Lambda by which functions read secrets and parameters over HTTP, in the role and the Region that their session token tells.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html
 */
export class SecretsExtension {
  private readonly server = new HttpServer((request, body) => this.answer(requestOf(request, body)) ?? Promise.resolve(told(404, 'not found')));
  private isListening = false;

  constructor(private readonly askAws: (request: SignedRequest) => Promise<Answer>) {}

  /** Listens where it does on AWS, if nobody else does: the port for AWS clients, which the variable names, answers in any case. */
  async listen(): Promise<void> {
    if (this.isListening) return;
    try {
      await this.server.start(PORT, 'the extension');
      this.isListening = true;
    } catch {
      // it is another's
    }
  }

  /** Nothing of what is not for it. */
  answer(request: UnsignedRequest): Promise<Answer> | undefined {
    const asked = request.method === 'GET' ? askedOf(request) : undefined;
    if (!asked) return undefined;
    const token = request.headers['x-aws-parameters-secrets-token'];
    const identity = token === undefined ? undefined : identityIn(token);
    if (!identity) return Promise.resolve(told(401, 'X-Aws-Parameters-Secrets-Token must be the AWS_SESSION_TOKEN of the function'));
    const { service, target, input } = asked;
    return this.askAws({
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
      body: Buffer.from(JSON.stringify(input)),
      signer: { ...identity, service, sessionToken: token },
    });
  }

  async stop(): Promise<void> {
    if (this.isListening) await this.server.stop();
  }
}

function askedOf({ path, query }: UnsignedRequest): { service: string; target: string; input: object } | undefined {
  const said = (name: string) => query.get(name) ?? undefined;
  switch (path.replace(/\/$/, '')) {
    case '/secretsmanager/get': return {
      service: 'secretsmanager',
      target: 'secretsmanager.GetSecretValue',
      input: { SecretId: said('secretId'), VersionId: said('versionId'), VersionStage: said('versionStage') },
    };
    case '/systemsmanager/parameters/get': return {
      service: 'ssm',
      target: 'AmazonSSM.GetParameter',
      input: { Name: [said('name'), said('version') ?? said('label')].filter(Boolean).join(':'), WithDecryption: said('withDecryption') === 'true' },
    };
    default: return undefined;
  }
}

function requestOf(request: IncomingMessage, body: Buffer): UnsignedRequest {
  const { pathname: path, searchParams: query } = askedUrl(request.url!);
  return { method: request.method!, path, query, headers: request.headers as UnsignedRequest['headers'], body };
}

function told(statusCode: number, message: string): Answer {
  return { statusCode, headers: { 'content-type': 'text/plain' }, body: message };
}
