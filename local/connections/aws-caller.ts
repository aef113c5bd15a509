import { AwsV4Signer } from 'aws4fetch';
import { byAddress } from '../machine/by-address';
import { Answer } from '../machine/http-server';
import { ANYBODY, LocalCredentials } from '../machine/local-credentials';
import { SignedRequest } from '../machine/local-service';
import { AwsCall, BackendAnswer, Backends } from '../services/api-gateway/integrations/backends';
import { httpCall } from '../services/api-gateway/integrations/http-call';
import { IntegrationRole } from '../services/api-gateway/integrations/integration-definition';
import { NotHere } from '../services/api-gateway/integrations/outcome';
import { Iam } from '../services/iam/iam';
import { ChosenEnvironment, sdkNames } from '../services/lambda/chosen-environment';

export interface AwsCallerProps extends ChosenEnvironment {
  readonly iam: Iam;
  /** Answers what is signed, as the AWS endpoint does. */
  readonly askAws: (request: SignedRequest) => Promise<Answer>;
}

/** As API Gateway calls its sessions of a role. */
const SESSION = 'BackplaneAssumeRoleSession';

/** How API Gateway calls the services: those that run here as their clients would, in the name of the integration's role; others at their endpoint. */
export class AwsCaller {
  private readonly sessions = new Map<string, LocalCredentials>();

  constructor(private readonly props: AwsCallerProps) {}

  /** What an integration in a Region signs with; it is known from then on what the role allows. */
  assume({ arn, accountId, path }: IntegrationRole, region: string): LocalCredentials {
    if (arn === undefined) return ANYBODY;
    const key = `${region} ${arn}`;
    const session = this.sessions.get(key)
      ?? this.props.iam.assumeRole({ functionName: SESSION, region, accountId, logicalPath: path, roleArn: arn });
    this.sessions.set(key, session);
    return session;
  }

  readonly call: Backends['callAws'] = async (call, limitMs) => {
    const credentials = this.assume(call.role, call.region);
    const endpoint = this.endpointOf(call.service);
    return endpoint === undefined ? this.callHere(call, credentials) : this.callAt(endpoint, call, credentials, limitMs);
  };

  private async callHere(call: AwsCall, { accessKeyId, sessionToken }: LocalCredentials): Promise<BackendAnswer> {
    const { url, body, service, region, method, headers: sent } = call;
    const { pathname: path, searchParams: query } = new URL(url, 'http://localhost');
    const headers = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, String(value)]));
    const signer = { accessKeyId, region, service, sessionToken };
    const answer = await this.props.askAws({ method, path, query, headers, body: Buffer.from(body), signer });
    if (answer.statusCode === 501) throw new NotHere(/"message":"([^"]*)"/.exec(String(answer.body))?.[1]);
    return { statusCode: answer.statusCode, headers: answer.headers as BackendAnswer['headers'], body: answer.body };
  }

  /** Real services need real credentials, which functions are given, too. */
  private async callAt(endpoint: string, call: AwsCall, credentials: LocalCredentials, limitMs: number): Promise<BackendAnswer> {
    const { region, service, method, body } = call;
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = this.props.environment?.['*'] ?? {};
    const chosen = accessKeyId === undefined ? credentials : { accessKeyId, secretAccessKey, sessionToken };
    const url = `${byAddress(endpoint).replace(/\/$/, '')}${call.url}`;
    const headers = new Headers(Object.entries(call.headers).map(([name, value]): [string, string] => [name, String(value)]));
    const signed = await new AwsV4Signer({ ...chosen, method, url, headers, body: Buffer.from(body), service, region }).sign();
    return httpCall(url, { method, headers: Object.fromEntries(signed.headers), body }, limitMs);
  }

  private endpointOf(service: string): string | undefined {
    const names = sdkNames(service);
    return Object.entries(this.props.endpoints ?? {}).find(([called]) => sdkNames(called).some(name => names.includes(name)))?.[1];
  }
}
