import { Duration, Token } from 'aws-cdk-lib';
import { refusal, refuseWhenKnown } from '../synthesis/refusal';

/**
 * Which web pages of other origins may call the API.
 *
 * API Gateway answers preflight requests for every route. The answers of handlers get `Access-Control-Allow-Origin` from
 * an HTTP API; behind a REST API handlers send it themselves, and API Gateway's own errors carry it (not with both several
 * origins and credentials, which they cannot express).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
 */
export interface CorsSettings {
  /** The origins, e.g. `['https://www.example.com']`, or `['*']`. */
  readonly allowOrigins: string[];

  /**
   * The methods.
   *
   * @default - all that routes can have
   */
  readonly allowMethods?: string[];

  /**
   * The headers that pages may send.
   *
   * @default ['Content-Type', 'Authorization', 'X-Api-Key']
   */
  readonly allowHeaders?: string[];

  /**
   * The headers that pages may read.
   *
   * @default - the simple response headers only
   */
  readonly exposeHeaders?: string[];

  /**
   * Whether pages may send cookies and credentials; not with the origin `*`.
   *
   * @default false
   */
  readonly allowCredentials?: boolean;

  /**
   * How long browsers may remember the answer to a preflight request, in whole seconds, at most 24 hours.
   *
   * @default - the browser's default, 5 seconds
   */
  readonly maxAge?: Duration;
}

/** What routes can have, and what pages may send unless told otherwise. */
export const CORS_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
export const CORS_HEADERS = ['Content-Type', 'Authorization', 'X-Api-Key'];
/** Also keeps quotes out, which would end the values that API Gateway is given. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[A-Za-z0-9.-]+(:\d+)?$/;
const HEADER = /^[A-Za-z0-9!#$%&*+.^_`|~-]+$/;

export function validateCors(cors: CorsSettings | undefined) {
  if (!cors) return;
  validateOrigins(cors);
  validateEach('allowMethods', cors.allowMethods, method => CORS_METHODS.includes(method), `one of ${CORS_METHODS.join(', ')}`);
  validateEach('allowHeaders', cors.allowHeaders, header => HEADER.test(header), 'the name of a header');
  validateEach('exposeHeaders', cors.exposeHeaders, header => HEADER.test(header), 'the name of a header');
  validateMaxAge(cors.maxAge);
}

function validateOrigins({ allowOrigins, allowCredentials }: CorsSettings) {
  validateEach('allowOrigins', allowOrigins, origin => origin === '*' || ORIGIN.test(origin), 'like "https://www.example.com", without a path, or "*"');
  if (allowOrigins.includes('*') && allowOrigins.length > 1) {
    throw refusal('`cors.allowOrigins` must have "*" alone', allowOrigins);
  }
  if (allowOrigins.includes('*') && allowCredentials) {
    throw refusal('`cors.allowCredentials` must not be with the origin "*", for browsers refuse it', allowOrigins, 'Name the origins');
  }
}

function validateEach(prop: string, values: string[] | undefined, isValid: (value: string) => boolean, rule: string) {
  if (!values) return;
  if (Token.isUnresolved(values) || values.some(value => Token.isUnresolved(value))) {
    throw refusal(`\`cors.${prop}\` must be literal, because no token may cross a Region`, 'a token');
  }
  if (values.length === 0) {
    throw refusal(`\`cors.${prop}\` must not be empty`, values);
  }
  const invalid = values.find(value => !isValid(value));
  if (invalid !== undefined) {
    refuseWhenKnown(`Each of \`cors.${prop}\` must be ${rule}`, invalid);
  }
  if (new Set(values).size < values.length) {
    throw refusal(`\`cors.${prop}\` must name each once`, values);
  }
}

function validateMaxAge(maxAge: Duration | undefined) {
  if (!maxAge) return;
  if (maxAge.isUnresolved()) {
    throw refusal('`cors.maxAge` must be literal, because no token may cross a Region', 'a token');
  }
  const seconds = maxAge.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds > Duration.hours(24).toSeconds()) {
    throw refusal('`cors.maxAge` must be whole seconds, at most 24 hours', maxAge.toString());
  }
}
