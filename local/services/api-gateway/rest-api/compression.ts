import { deflateSync, gzipSync } from 'zlib';
import { headerOf, HttpRequest, HttpResponse } from '../http-message';

const CODINGS: Record<string, (body: string | Buffer) => Buffer> = { gzip: gzipSync, deflate: deflateSync };

/**
 * An integration's answer, compressed as the caller likes it best, where that is a coding of API Gateway's and the body is not too small.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html
 */
export function compressed(response: HttpResponse, request: HttpRequest, minimumSize: number | undefined): HttpResponse {
  const coding = preferred(headerOf(request, 'accept-encoding'));
  const compress = Object.hasOwn(CODINGS, coding) ? CODINGS[coding] : undefined;
  const isItsOwn = response.gatewayResponse !== undefined || response.rest !== undefined || 'content-encoding' in response.headers;
  if (!compress || isItsOwn || minimumSize === undefined || Buffer.byteLength(response.body) < minimumSize) {
    return response;
  }
  return { ...response, headers: { ...response.headers, 'content-encoding': coding }, body: compress(response.body) };
}

/** The first of those with the highest quality. */
function preferred(header: string = ''): string {
  const all = header.split(',').map(element => {
    const [coding, ...parameters] = element.split(';').map(part => part.trim().toLowerCase());
    return { coding, quality: Number(parameters.find(parameter => parameter.startsWith('q='))?.slice(2) ?? 1) };
  });
  return all.reduce((best, other) => other.quality > best.quality ? other : best).coding;
}
