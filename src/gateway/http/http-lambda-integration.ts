import { HttpIntegrationType, HttpRouteIntegration, HttpRouteIntegrationBindOptions, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { allowInvocation } from '../function-invocation';

/**
 * Invokes a function with events in format 2.0, as `HttpLambdaIntegration` does, but for one method of one path only.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export class HttpLambdaIntegration extends HttpRouteIntegration {
  constructor(private readonly handler: IFunction, private readonly method: string) {
    super('Integration');
  }

  bind({ route, scope }: HttpRouteIntegrationBindOptions) {
    allowInvocation(this.handler, scope, route.httpApi.arnForExecuteApi(this.method, route.path!.replace(/\{[^}]*\}/g, '*'), '*'));
    return { type: HttpIntegrationType.AWS_PROXY, payloadFormatVersion: PayloadFormatVersion.VERSION_2_0, uri: this.handler.functionArn };
  }
}
