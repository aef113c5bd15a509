import { Integration, IntegrationConfig, IntegrationType, Method } from 'aws-cdk-lib/aws-apigateway';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { allowInvocation, invocationUri, literalFunctionName } from '../function-invocation';

/**
 * Invokes a function as `LambdaIntegration` does, in a template that is the same in every Region.
 *
 * `LambdaIntegration` puts the Region's name and the construct's path into logical IDs and into the deployment's hash.
 */
export class LambdaProxyIntegration extends Integration {
  constructor(private readonly handler: IFunction) {
    super({ type: IntegrationType.AWS_PROXY, integrationHttpMethod: 'POST', uri: invocationUri(handler) });
  }

  bind(method: Method): IntegrationConfig {
    // In any stage: the permission comes before the stage, and the stage before callers.
    const sourceArn = method.api.arnForExecuteApi(method.httpMethod, method.resource.path.replace(/\{[^}]*\}/g, '*'), '*');
    const permission = allowInvocation(this.handler, method, sourceArn);
    if (permission) {
      method.api.latestDeployment?.node.addDependency(permission);
    }
    return { ...super.bind(method), deploymentToken: literalFunctionName(this.handler) };
  }
}
