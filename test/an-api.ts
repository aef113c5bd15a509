import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function, FunctionProps, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { MultiRegionServerlessApi, MultiRegionServerlessApiProps, RegionalApi } from '../src';

export const DOMAIN = { domainName: 'hello.example.com', hostedZoneId: 'Z0123456789ABC', zoneName: 'example.com' };

/** Of eight Regions: where time passes, what each checker asks for is run. */
export const FEW_CHECKERS = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];

/** An API in two Regions, with what a test wants otherwise; in an app without the tree that no test reads. */
export function anApi(props: Partial<MultiRegionServerlessApiProps> = {}, scope: Construct = new App({ treeMetadata: false }), id: string = 'Shop'): MultiRegionServerlessApi {
  return new MultiRegionServerlessApi(scope, id, { regions: ['us-east-1', 'eu-west-1'], domain: DOMAIN, ...props });
}

export function aFunction(scope: Construct, id: string = 'Handler', props: Partial<FunctionProps> = {}): Function {
  return new Function(scope, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
    ...props,
  });
}

/** Adds the same route, with a function of its own, in every Region. */
export function addRouteEverywhere(api: MultiRegionServerlessApi, method: string, path: string) {
  api.regionalApis.forEach(region => region.addRoute(method, path, aFunction(region, `${method}${path.replace(/\W/g, '-')}`)));
}

export function templateOf(api: MultiRegionServerlessApi, region: string): Template {
  return Template.fromStack(api.inRegion(region).stack);
}

/** What the first resource of a type is, by its properties. */
export function onlyResource(region: RegionalApi, type: string): any {
  const found = Object.values(Template.fromStack(region.stack).findResources(type));
  expect(found).toHaveLength(1);
  return found[0].Properties;
}
