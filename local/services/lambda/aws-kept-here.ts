import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { urlToHttpOptions } from 'node:url';
import { LOCAL_ACCESS_KEY_ID } from '../../machine/local-credentials';

const AWS_HOST = /\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/;
/** By an access key that functions have here, unless they bring one of their own. */
const SIGNED_HERE = new RegExp(`Credential=${LOCAL_ACCESS_KEY_ID}(/|%2F)`);

/**
 * Sends to `endpoint` what a function signs for AWS with the credentials that it has here, wherever its client would send it: a client of SQS
 * asks the host of the queue's URL, and an old SDK does not know `AWS_ENDPOINT_URL`.
 */
export function keepAwsHere(endpoint: string) {
  const request = http.request;
  for (const client of [http, https]) {
    const original = client.request as (...args: unknown[]) => http.ClientRequest;
    const kept = (...args: any[]) => {
      const options = optionsOf(args);
      const isForAws = AWS_HOST.test(options.hostname ?? options.host ?? '') && SIGNED_HERE.test(JSON.stringify([options.headers, options.path]));
      if (!isForAws) return original(...args);
      const { hostname, port } = new URL(endpoint);
      return request({ ...options, protocol: 'http:', hostname, host: hostname, port, agent: undefined }, args.find(arg => typeof arg === 'function'));
    };
    client.request = kept;
    client.get = (...args: any[]) => {
      const sent = kept(...args);
      sent.end();
      return sent;
    };
  }
  syncBuiltinESMExports();
}

function optionsOf([first, second]: any[]): http.RequestOptions {
  const isUrl = typeof first === 'string' || first instanceof URL;
  return isUrl ? { ...urlToHttpOptions(new URL(first)), ...typeof second === 'object' && second } : first;
}
