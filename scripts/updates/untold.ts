/** Faults that synthesis says nothing of, and what there is instead. */
export const UNTOLD: Record<string, string> = {
  'a table with deletion protection is not deleted': 'nothing: DynamoDB refuses, and the table stays',
  'a version of a function like the last one is there once': 'nothing; `RouteOptions.deployment` tells it',
  'the name of an `AWS::KMS::Alias` is there once': 'nothing; what was retained is [adopted](runbooks/adopting-an-existing-table.md)',
  'the name of a table is there once': 'nothing; what was retained is [adopted](runbooks/adopting-an-existing-table.md)',
};
