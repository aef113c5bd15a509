import { Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import { GatewayResponseOptions } from 'aws-cdk-lib/aws-apigateway';
import { RestApiGatewayOptions } from '../api-gateway';
import { validateUsagePlans } from './api-keys';
import { refusal } from '../../synthesis/refusal';

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
    throw refusal('`binaryMediaTypes` must be content types like "image/png"', invalid);
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
