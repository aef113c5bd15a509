import { acrossRegions, namesOf } from './across-regions';
import { DeployedResources } from './deployed-resources';
import { TABLES, tablesIn, TableUse, tableUsesIn } from './known-tables';
import { RoleStatement, RoleStatements } from './role-statements';
import { Rule } from './rule';
import { listOf, textOf } from '../synthesis/template-values';

export const FUNCTION_WITHOUT_GRANT: Rule = {
  code: 'function-without-grant',
  severity: 'warning',
  title: 'A function that is given the name of a table may do something with the replica in its own Region.',
  reason: 'DynamoDB would refuse whatever the function asks for',
  fix: 'Grant what it needs in every Region, e.g. with `table.grantReadWriteData(handler)` of `GlobalTable`; grants of CDK\'s `TableV2` are for its own Region only',
  awsPage: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/using-identity-based-policies.html',
  example: 'The function at Shop/us-east-1/Shop/Orders has the name of the table Shop-Orders in TABLE_NAME but no permission for its replica in us-east-1, eu-west-1',
  find: deployed => {
    const defined = tablesIn(deployed);
    const statements = new RoleStatements(deployed);
    const ungranted = tableUsesIn(deployed, defined).flatMap(use => {
      const allowed = defined.get(use.tableName)?.hasPolicy ? undefined : statements.ofFunction(use.resource);
      const granted = allowed?.flatMap(statement => regionsAllowed(deployed, statement, use)) ?? ['*'];
      return granted.some(region => globMatches(region, use.resource.region)) ? [] : [{ ...use, granted }];
    });
    return acrossRegions(ungranted, ({ resource, tableName }) => `${resource.place} ${tableName}`)
      .map(({ first: { resource, tableName, variable, granted }, regions }) => ({
        at: resource.owner,
        found: `The function at ${resource.owner.node.path} has the name of the table ${tableName} in ${variable} but no permission for its replica in ${regions}`
          + `${granted.length > 0 ? `, only for that in ${namesOf(granted)}` : ''}`,
      }));
  },
};

/** The Regions, or patterns of them, in which a statement allows something on a table; all if it cannot be told. */
function regionsAllowed(deployed: DeployedResources, { resource, statement }: RoleStatement, { tableName }: TableUse): string[] {
  if (statement.Effect !== 'Allow') return [];
  // With another role's permissions, the function may do what is not known here.
  if (statement.NotAction !== undefined || listOf(statement.Action).some(action => action === 'sts:AssumeRole')) return ['*'];
  if (!listOf(statement.Action).some(action => action === '*' || /^dynamodb:/i.test(action))) return [];
  if (statement.NotResource !== undefined) return ['*'];
  return listOf(statement.Resource).flatMap(arn => {
    const table = deployed.referredBy(resource, arn, ...TABLES);
    if (table) return table.properties.TableName === tableName ? [table.region] : [];
    const text = textOf(arn, resource.region);
    if (text === undefined || text === '*') return ['*'];
    // Placeholders have colons, as in ${AWS::AccountId}; a table's ARN of GetAtt in front of "/index/*" has no other.
    const [, , service, region, , name] = text.replace(/\$\{[^}]*\}/g, '*').split(':');
    if (name === undefined) return text.includes('$') ? ['*'] : [];
    const isOfTable = globMatches(service, 'dynamodb') && (globMatches(name, `table/${tableName}`) || globMatches(name, `table/${tableName}/index/any`));
    return isOfTable ? [region] : [];
  });
}

function globMatches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
}
