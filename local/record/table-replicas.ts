import { AssembledStack } from '../cloudformation/assembly';
import { DYNAMODB } from '../cloudformation/dynamodb/template';
import { StackResources } from '../cloudformation/stack-resources';
import { WITHOUT_A_SERVICE } from '../cloudformation/without-a-service';

/** The Regions of each table by its name, the Region of the table's stack first. */
export type TableReplicas = Record<string, string[]>;

/** The replicas of the global tables. Tables whose names CloudFormation makes up are left out: nothing here knows them. */
export function readTableReplicas(stacks: AssembledStack[]): TableReplicas {
  return Object.fromEntries(stacks.flatMap(stack => new StackResources(stack, [DYNAMODB, WITHOUT_A_SERVICE])
    .ofType('AWS::DynamoDB::GlobalTable')
    .filter(table => table.has('TableName'))
    .map(table => {
      const regions: string[] = table.property('Replicas').map((replica: { Region: string }) => replica.Region);
      return [table.property('TableName'), [stack.region, ...regions.filter(region => region !== stack.region)]];
    })));
}
