import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { foreignStackIn } from '../../synthesis/foreign-reference';
import { refusal, refuseWhenKnown } from '../../synthesis/refusal';

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html */
export function validateWebAcl(webAclArn: string, scope: IConstruct) {
  const stack = Stack.of(scope);
  if (Token.isUnresolved(webAclArn)) {
    const foreign = foreignStackIn(webAclArn, stack);
    if (foreign) {
      throw refusal('`webAclArn` must be literal or of the same stack, because no token may cross a Region or a stack', foreign);
    }
    return;
  }
  const [, region] = /^arn:aws[a-z-]*:wafv2:([a-z0-9-]+):\d{12}:regional\/webacl\/[^/]+\/[^/]+$/.exec(webAclArn) ?? [];
  if (!region) {
    refuseWhenKnown('`webAclArn` must be the ARN of a regional web ACL, like arn:aws:wafv2:<Region>:<account>:regional/webacl/<name>/<id>', webAclArn);
  }
  if (region !== stack.region) {
    refuseWhenKnown(`\`webAclArn\` must be of ${stack.region}`, webAclArn);
  }
}
