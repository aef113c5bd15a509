import { Aws } from 'aws-cdk-lib';
import { Integration, IntegrationConfig, IntegrationType, Method } from 'aws-cdk-lib/aws-apigateway';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';

/**
 * Invokes a function as `LambdaIntegration` does, in a template that is the same in every Region.
 *
 * `LambdaIntegration` puts the Region's name and the construct's path into logical IDs and into the deployment's hash.
 */
export class LambdaProxyIntegration extends Integration {
  constructor(private readonly handler: IFunction) {
    super({
      type: IntegrationType.AWS_PROXY,
      integrationHttpMethod: 'POST',
      uri: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${handler.functionArn}/invocations`,
    });
  }

  bind(method: Method): IntegrationConfig {
    this.handler.addPermission('Invoke', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      scope: method,
      sourceArn: method.methodArn,
    });
    return super.bind(method);
  }
}
