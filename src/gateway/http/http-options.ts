import { ApiGatewayOptions } from '../gateway-options';

/** Settings of an HTTP API: those that both kinds take. */
export interface HttpApiGatewayOptions extends ApiGatewayOptions {}
