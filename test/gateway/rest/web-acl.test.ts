import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { aRegion } from './a-rest-region';
import { anApi, onlyResource } from '../../an-api';

const ARN = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0a1b';
const webAclIn = (scope: Construct) => new CfnWebACL(scope, 'Acl', {
  scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: { cloudWatchMetricsEnabled: false, metricName: 'acl', sampledRequestsEnabled: false },
});

test.each([ARN, ARN.replace('arn:aws:', 'arn:aws-us-gov:')])('%s may be in front of the Region', arn => {
  expect(() => aRegion().addWebAcl(arn)).not.toThrow();
});

test.each([
  ['of another Region', ARN.replace('eu-west-1', 'us-east-1'), '`webAclArn` must be of eu-west-1, got: "arn:aws:wafv2:us-east-1:'],
  ...[ARN.replace('regional', 'global'), ARN.replace('wafv2', 'waf'), ARN.replace('/0a1b', ''), 'shop'].map(arn => [
    'of another form', arn,
    `\`webAclArn\` must be the ARN of a regional web ACL, like arn:aws:wafv2:<Region>:<account>:regional/webacl/<name>/<id>, got: "${arn}"`,
  ]),
])('a web ACL is refused: %s: %s', (_, arn, message) => {
  const region = aRegion();
  expect(() => region.addWebAcl(arn)).toThrow(message);
  expect(region.restApi.node.tryFindChild('WebAcl')).toBeUndefined();
});

test('a web ACL of the same stack may be in front of the Region, and one that is imported', () => {
  const region = aRegion();
  const webAcl = webAclIn(region);
  region.addWebAcl(webAcl.attrArn);
  expect(onlyResource(region, 'AWS::WAFv2::WebACLAssociation').WebACLArn).toEqual({ 'Fn::GetAtt': [region.stack.getLogicalId(webAcl), 'Arn'] });
  expect(() => aRegion().addWebAcl(Fn.importValue('AclArn'))).not.toThrow();
});

test('a web ACL of another stack is refused', () => {
  const [elsewhere, region] = anApi().regionalApis;
  const arn = webAclIn(elsewhere).attrArn;
  new CfnOutput(Stack.of(elsewhere), 'AclArn', { value: arn });
  expect(() => region.addWebAcl(arn))
    .toThrow('`webAclArn` must be literal or of the same stack, because no token may cross a Region or a stack, got: "Shop/us-east-1"');
});
