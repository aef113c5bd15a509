import { CfnMethod, ContentHandling, GatewayResponseOptions, IResource, Method, ResponseType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CorsSettings, CORS_HEADERS, CORS_METHODS } from '../cors';

/** Answers preflight requests for a route's path, once. */
export function addPreflight(resource: IResource, cors: CorsSettings, tell: (preflight: Method) => void) {
  if (resource.node.tryFindChild('OPTIONS')) return;
  const { allowMethods = CORS_METHODS, allowHeaders = CORS_HEADERS, maxAge, ...others } = cors;
  const disableCache = maxAge?.toSeconds() === 0; // CDK takes zero for nothing
  const preflight = resource.addCorsPreflight({ ...others, allowMethods, allowHeaders, ...disableCache ? { disableCache } : { maxAge } });
  // Among binary media types, "*/*" would make an empty request binary, which a template cannot read.
  (preflight.node.defaultChild as CfnMethod).addPropertyOverride('Integration.ContentHandling', ContentHandling.CONVERT_TO_TEXT);
  tell(preflight);
}

/** API Gateway's own answers, with which pages can see errors that come from no handler. */
export function addGatewayResponses(restApi: RestApi, responses: GatewayResponseOptions[], cors?: CorsSettings) {
  const headers = cors && errorHeaders(cors);
  for (const response of headers ? withDefaults(responses) : responses) {
    const responseHeaders = headers ? { ...headers, ...response.responseHeaders } : response.responseHeaders;
    // A part of a path has no space, so that no resource has this id.
    restApi.addGatewayResponse(`Gateway response ${response.type.responseType}`, { ...response, responseHeaders });
  }
}

/** How pages can see the answers of an integration that has no handler: by headers that are constants or else, before its templates, by a template. */
export function crossOrigin(cors: CorsSettings | undefined): { readonly headers: { [name: string]: string }; readonly template: string } {
  if (!cors) return { headers: {}, template: '' };
  const headers = errorHeaders(cors);
  if (headers) return { headers, template: '' };
  const set = (name: string, value: string) => `#set($context.responseOverride.header.${name} = ${value})`;
  const { allowOrigins, exposeHeaders } = cors;
  return {
    headers: exposeHeaders ? { 'Access-Control-Expose-Headers': `'${exposeHeaders.join()}'` } : {},
    template: `#set($origin = $input.params('Origin'))#if(${allowOrigins.map(origin => `$origin == '${origin}'`).join(' || ')})`
      + `${set('Access-Control-Allow-Origin', '$origin')}${set('Access-Control-Allow-Credentials', "'true'")}${set('Vary', "'Origin'")}#end`,
  };
}

/** The answers for all types, which those of one type do without. */
function withDefaults(responses: GatewayResponseOptions[]): GatewayResponseOptions[] {
  const given = responses.map(({ type }) => type.responseType);
  const missing = [ResponseType.DEFAULT_4XX, ResponseType.DEFAULT_5XX].filter(({ responseType }) => !given.includes(responseType));
  return [...responses, ...missing.map(type => ({ type }))];
}

/** These headers are constants, which say neither "the one that asks" nor, for credentials, "all". */
function errorHeaders({ allowOrigins, allowCredentials, exposeHeaders }: CorsSettings): { [name: string]: string } | undefined {
  if (allowOrigins.length > 1 && allowCredentials) return undefined;
  return {
    'Access-Control-Allow-Origin': `'${allowOrigins.length > 1 ? '*' : allowOrigins[0]}'`,
    ...allowCredentials && { 'Access-Control-Allow-Credentials': "'true'" },
    ...exposeHeaders && { 'Access-Control-Expose-Headers': `'${exposeHeaders.join()}'` },
  };
}
