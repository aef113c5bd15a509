import { Annotations, Aspects, Stack } from 'aws-cdk-lib';
import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';
import { recordedReplicas } from '../recorded/deployed-record';
import { NAMESPACE } from '../synthesis/namespace';
import { refusal } from '../synthesis/refusal';
import { renderResource } from '../synthesis/rendered-resource';
import { listOf } from '../synthesis/template-values';

/** By which the warning about policies that are to come is acknowledged. */
const POLICY_FOLLOWS = `${NAMESPACE}resource-policy-follows`;

/** Where a replica has its own policy, and its stream's. */
const POLICIES = ['ResourcePolicy', 'ReplicaStreamSpecification'];

/**
 * Keeps the resource policies of a table's replicas back until the replicas are recorded: outside the Region of the stack, CloudFormation
 * cannot make a replica and give it a policy in one update. A table that is not recorded may have them already, and must not lose them.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 */
export function keepPoliciesBack(table: CfnGlobalTable, tableName: string) {
  Aspects.of(table).add({
    visit: () => {
      const recorded = recordedReplicas(table, tableName);
      const deployed = [Stack.of(table).region, ...recorded ?? []];
      const early = listOf(renderResource(table).Properties?.Replicas)
        .map((replica, i) => ({ region: replica.Region, policies: POLICIES.filter(name => replica[name]).map(name => `Replicas.${i}.${name}`) }))
        .filter(({ region, policies }) => policies.length > 0 && !deployed.includes(region));
      if (early.length === 0) return;
      const regions = early.map(({ region }) => region);
      if (!recorded) {
        Annotations.of(table).addError(refusal(`The replicas of ${tableName} must be deployed and recorded before they have resource policies`, regions,
          'If they are deployed, run `npx multi-region record`. If not, deploy without the policies, run it, and deploy with them').message);
        return;
      }
      early.flatMap(({ policies }) => policies).forEach(policy => table.addPropertyDeletionOverride(policy));
      Annotations.of(table).addWarningV2(POLICY_FOLLOWS, `The resource policy of ${tableName} is left out in ${regions.join(', ')}, where the replica `
        + 'must be made first. Deploy, run `npx multi-region record`, and deploy again');
    },
  });
}
