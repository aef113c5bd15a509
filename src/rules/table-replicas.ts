import { namesOf } from './across-regions';
import { ANY_REGION } from './deployed-resources';
import { tablesIn, tableUsesIn } from './known-tables';
import { Rule } from './rule';

export const TABLE_WITHOUT_REPLICA: Rule = {
  code: 'table-without-replica',
  severity: 'warning',
  title: 'A table has a replica in every Region in which it is used.',
  reason: 'functions look for it in their own Region and get ResourceNotFoundException',
  fix: 'Add a replica in each of these Regions, one in a deployment, or make it a table of the API with `api.addGlobalTable()`',
  awsPage: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html',
  example: 'The table crm-customers is used in us-east-1, eu-west-1 but has no replica in eu-west-1',
  find: deployed => {
    const defined = tablesIn(deployed);
    const uses = [
      ...tableUsesIn(deployed, defined).map(({ tableName, resource }) => ({ tableName, regions: [resource.region] })),
      ...deployed.tables.map(table => ({ tableName: table.tableName, regions: table._replicas.regions })),
    ];
    return [...defined].flatMap(([tableName, { regions, definitions }]) => {
      const users = uses.filter(use => use.tableName === tableName);
      const used = [...new Set(users.flatMap(user => user.regions))];
      const lacking = regions.includes(ANY_REGION) ? [] : used.filter(region => !regions.includes(region));
      return lacking.length === 0 ? [] : [{
        at: definitions[0].owner,
        found: `The table ${tableName} is used in ${namesOf(used)} but has no replica in ${namesOf(lacking)}`,
      }];
    });
  },
};
