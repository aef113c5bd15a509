import { CfnResource } from 'aws-cdk-lib';

interface ResourceClass<T extends CfnResource> {
  readonly CFN_RESOURCE_TYPE_NAME: string;
  new (...args: any[]): T;
}

/** Whether it is CDK's resource of a type: by the type's name, since `instanceof` fails where an app has two copies of CDK. */
export function isResourceOf<T extends CfnResource>(type: ResourceClass<T>, construct: unknown): construct is T {
  return CfnResource.isCfnResource(construct as CfnResource) && (construct as CfnResource).cfnResourceType === type.CFN_RESOURCE_TYPE_NAME;
}
