import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { RegionalApi } from 'cdk-multi-region-serverless-api';

/** What Route 53's checkers ask for: the health of the Region, and whether a peer is drained; with base path or stage in front, or not. */
const CHECKED_PATHS = '^(/v1|/prod)?/health(/drained/[a-z0-9-]+)?$';

/** A web ACL for one Region: it lets Route 53's checkers through, and everybody else within limits. */
export function createWebAcl(region: RegionalApi): CfnWebACL {
  return new CfnWebACL(region, 'WebAcl', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visibleAs('all'),
    rules: [
      {
        name: 'checkers',
        priority: 0,
        action: { allow: {} }, // the rules below are not asked
        statement: {
          regexMatchStatement: {
            regexString: CHECKED_PATHS, fieldToMatch: { uriPath: {} }, textTransformations: [{ priority: 0, type: 'NORMALIZE_PATH' }],
          },
        },
        visibilityConfig: visibleAs('checkers'),
      },
      {
        name: 'floods',
        priority: 1,
        action: { block: {} },
        statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: 2000, evaluationWindowSec: 300 } },
        visibilityConfig: visibleAs('floods'),
      },
      {
        name: 'common',
        priority: 2,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesCommonRuleSet' } },
        visibilityConfig: visibleAs('common'),
      },
    ],
  });
}

function visibleAs(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
}
