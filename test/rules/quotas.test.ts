import { App, Stack } from 'aws-cdk-lib';
import { CfnDomainName, CfnResource } from 'aws-cdk-lib/aws-apigateway';
import { Policy } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnHealthCheck } from 'aws-cdk-lib/aws-route53';
import { MultiRegionServerlessApi } from '../../src';
import { aFunction, anApi } from '../an-api';
import { messagesAtSynth } from './messages';

/** What the rules say, without the reason and the fix. */
function found(change: (api: MultiRegionServerlessApi, app: App) => void): string[] {
  const app = new App();
  change(anApi({}, app), app);
  return messagesAtSynth(app).map(message => message.replace(/: (the deployment|a few|Lambda).*/, ''));
}

function addHealthChecks(stack: Stack, count: number) {
  Array.from({ length: count }, (_, i) => new CfnHealthCheck(stack, `Check${i}`, { healthCheckConfig: { type: 'TCP', ipAddress: '192.0.2.9', port: 1000 + i } }));
}

function addDomainNames(stack: Stack, count: number) {
  Array.from({ length: count }, (_, i) => new CfnDomainName(stack, `Name${i}`, { domainName: `tenant-${i}.example.com` }));
}

describe('more than 80 % of what an account has by default', () => {
  // The API has two health checks itself, and two domain names in each Region.
  test('of health checks', () => {
    expect(found(api => addHealthChecks(api.regionalApis[0].stack, 158))).toEqual([]);
    expect(found(api => addHealthChecks(api.regionalApis[0].stack, 159))).toEqual(['This app makes 161 health checks in one account, which may have 200 by default']);
  });

  test('of health checks is counted for each account', () => {
    expect(found((api, app) => {
      addHealthChecks(api.regionalApis[0].stack, 100);
      addHealthChecks(new Stack(app, 'Other', { env: { account: '210987654321', region: 'us-east-1' } }), 100);
    })).toEqual([]);
  });

  test('of domain names', () => {
    expect(found(api => addDomainNames(api.regionalApis[1].stack, 94))).toEqual([]);
    expect(found(api => addDomainNames(api.regionalApis[1].stack, 95)))
      .toEqual(['This app makes 97 domain names in eu-west-1, where an account may have 120 by default']);
  });

  test('of resources of a REST API', () => {
    const addResources = (count: number) => (api: MultiRegionServerlessApi) => {
      const { restApi } = api.regionalApis[0];
      // The health check's is one more.
      Array.from({ length: count }, (_, i) => new CfnResource(restApi, `R${i}`, { restApiId: restApi.restApiId, parentId: restApi.restApiRootResourceId, pathPart: `r${i}` }));
    };
    expect(found(addResources(239))).toEqual([]);
    expect(found(addResources(240))).toEqual(['The API Shop/us-east-1/Shop/RestApi has 241 resources in us-east-1, and may have 300 by default']);
  });
});

test('more than 90 % of the resources of a stack, and CDK\'s own information at 80 % is enough before', () => {
  const fill = (count: number) => (api: MultiRegionServerlessApi) => {
    const { stack } = api.regionalApis[0];
    const has = stack.node.findAll().filter(construct => 'cfnResourceType' in construct).length;
    addDomainNames(stack, 80);
    Array.from({ length: count - has - 80 }, (_, i) => new CfnPermission(stack, `P${i}`, { functionName: `f${i}`, principal: 'apigateway.amazonaws.com', action: 'lambda:InvokeFunction' }));
    new Policy(stack, 'Unattached'); // not in the template, and not counted
  };
  expect(found(fill(450))).toEqual([]);
  expect(found(fill(451))).toEqual([expect.stringMatching(/^The stack Shop-us-east-1 has 451 of 500 resources; most are AWS::Lambda::Permission \(\d+\), AWS::ApiGateway::DomainName \(82\)/)]);
});

describe('the permissions of a function', () => {
  const permissionsOf = (count: number, functionName?: string) => (api: MultiRegionServerlessApi) => {
    const region = api.regionalApis[0];
    const handler = aFunction(region, 'Orders');
    if (functionName) (handler.node.defaultChild as CfnFunction).functionName = functionName;
    Array.from({ length: count }, (_, i) => region.addRoute('GET', `/orders-of-${i}`, handler, { regional: true }));
  };

  test('may be as many as fit', () => {
    expect(found(permissionsOf(44))).toEqual([]);
    expect(found(permissionsOf(48))).toEqual(['The 48 permissions to invoke Shop/us-east-1/Shop/Orders make a policy of about 20 kB in us-east-1']);
  });

  test('are smaller with a short name of the function', () => {
    expect(found(permissionsOf(48, 'orders'))).toEqual([]);
  });
});
