import { Aws, Stack, Token } from 'aws-cdk-lib';
import { Integration, IntegrationConfig, IntegrationType, Method } from 'aws-cdk-lib/aws-apigateway';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';

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
      // In any stage: the permission comes before the stage, and the stage before callers.
      sourceArn: method.api.arnForExecuteApi(method.httpMethod, method.resource.path.replace(/\{[^}]*\}/g, '*'), '*'),
    });
    const permission = method.node.tryFindChild('Invoke');
    if (permission) {
      method.api.latestDeployment?.node.addDependency(permission);
    }
    return { ...super.bind(method), deploymentToken: this.literalFunctionName(Stack.of(method).region) };
  }

  /** A new name is a new function behind the same reference: the stage must be deployed anew. */
  private literalFunctionName(region: string): string | undefined {
    const { functionName } = (this.handler.node.defaultChild ?? {}) as Partial<CfnFunction>;
    return Token.isUnresolved(functionName) ? undefined : functionName?.replaceAll(region, '');
  }
}
