import { Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import { GatewayResponseOptions } from 'aws-cdk-lib/aws-apigateway';
import { UsagePlanSettings, validateUsagePlans } from './api-keys';
import { refusal, refuseWhenKnown } from '../../synthesis/refusal';
import { ApiGatewayOptions } from '../gateway-options';

/** Settings of a REST API. */
export interface RestApiGatewayOptions extends ApiGatewayOptions {
  /**
   * Whether X-Ray traces requests.
   *
   * @default false
   */
  readonly tracing?: boolean;

  /**
   * Who may call the routes that require an API key, and how often.
   *
   * @default - no API keys
   */
  readonly usagePlans?: UsagePlanSettings[];

  /**
   * From which size of its body on a response is compressed, for callers who accept that: at most 10 MiB.
   *
   * @default - responses are not compressed
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html
   */
  readonly minCompressionSize?: Size;

  /**
   * The content types that handlers send and get as base64, e.g. `['image/png']`.
   *
   * @default - text only
   */
  readonly binaryMediaTypes?: string[];

  /**
   * What API Gateway answers when it does not reach a handler, as CDK's `restApi.addGatewayResponse()` takes it, one for each type.
   *
   * @default - API Gateway's own answers
   */
  readonly gatewayResponses?: GatewayResponseOptions[];
}

/** What a REST API refuses besides what both kinds refuse. */
export function validateRestOptions({ usagePlans, minCompressionSize, binaryMediaTypes, gatewayResponses }: RestApiGatewayOptions) {
  validateUsagePlans(usagePlans);
  validateMinCompressionSize(minCompressionSize);
  validateBinaryMediaTypes(binaryMediaTypes);
  validateGatewayResponses(gatewayResponses);
}

function validateMinCompressionSize(size: Size | undefined) {
  if (!size) return;
  if (size.isUnresolved()) {
    throw refusal('`minCompressionSize` must be literal, because no token may cross a Region', 'a token');
  }
  const bytes = size.toBytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isInteger(bytes) || bytes > Size.mebibytes(10).toBytes()) {
    throw refusal('`minCompressionSize` must be whole bytes, at most 10 MiB', `${bytes} bytes`);
  }
}

function validateBinaryMediaTypes(types: string[] | undefined) {
  if (!types) return;
  if (Token.isUnresolved(types) || types.some(type => Token.isUnresolved(type))) {
    throw refusal('`binaryMediaTypes` must be literal, because no token may cross a Region', 'a token');
  }
  const invalid = types.find(type => !/^[^\s/]+\/[^\s/]+$/.test(type));
  if (invalid !== undefined) {
    refuseWhenKnown('`binaryMediaTypes` must be content types like "image/png"', invalid);
  }
  if (new Set(types).size < types.length) {
    throw refusal('`binaryMediaTypes` must name each content type once', types);
  }
}

function validateGatewayResponses(responses: GatewayResponseOptions[] | undefined) {
  const types = (responses ?? []).map(({ type }) => type.responseType);
  if (new Set(types).size < types.length) {
    throw refusal('`gatewayResponses` must hold one answer for each type', types);
  }
}
