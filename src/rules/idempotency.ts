import { acrossRegions } from './across-regions';
import { Resource } from './deployed-resources';
import { codeOf } from './function-code';
import { tablesIn, tableUsesIn } from './known-tables';
import { Rule } from './rule';
import { KEY_PREFIX_VARIABLE } from '../tables/idempotency-table';

export const IDEMPOTENCY_BY_FUNCTION_NAME: Rule = {
  code: 'idempotency-by-function-name',
  severity: 'warning',
  title: 'Powertools\' idempotency on a global table has a prefix of its keys that is the same in every Region, as far as code in JavaScript and Python tells.',
  reason: 'the prefix is the function\'s name otherwise, another one in each Region, so that what is tried again after a failover is done twice',
  fix: 'Hand it `process.env.IDEMPOTENCY_KEY_PREFIX` as `keyPrefix`, or `os.environ["IDEMPOTENCY_KEY_PREFIX"]` as `key_prefix`: `grant()` of '
    + '`api.addIdempotencyTable()` sets it. The same literal `functionName` in every Region does as well',
  awsPage: 'https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/',
  example: 'The function at Shop/us-east-1/Shop/Charge has Powertools\' idempotency on the table Shop-Charges, by its own name in us-east-1, eu-west-1',
  find: deployed => {
    const defined = tablesIn(deployed);
    const ours = deployed.tables.map(({ tableName }) => tableName);
    const byName = tableUsesIn(deployed, defined)
      .filter(({ tableName }) => ours.includes(tableName) || defined.get(tableName)!.regions.length > 1)
      .filter(({ resource }) => !isCalledAlike(resource) && isKeyedByName(resource));
    return acrossRegions(byName).map(({ first: { resource, tableName }, regions }) => ({
      at: resource.owner,
      found: `The function at ${resource.owner.node.path} has Powertools' idempotency on the table ${tableName}, by its own name in ${regions}`,
    }));
  },
};

/** Names that the libraries have wherever they are bundled, and however small. */
const POWERTOOLS = /in_progress_expiration|@aws-lambda-powertools\/idempotency|aws_lambda_powertools\.utilities\.idempotency/;

/** What a handler hands over; the bundled library itself hands over a `keyPrefix` of `options` or of `this`, or a name of few letters. */
const PREFIX = /\bkeyPrefix:\s*(?:["'`]|(?!(?:keyPrefix|options|this|__privateGet)\b)[\w$.]{4,})|\bkey_prefix\s*=/;

function isKeyedByName(resource: Resource): boolean {
  const code = codeOf(resource);
  if (!POWERTOOLS.test(code)) return false;
  return code.includes(KEY_PREFIX_VARIABLE) ? !(KEY_PREFIX_VARIABLE in resource.properties.Environment.Variables) : !PREFIX.test(code);
}

/** In all Regions, by a literal. */
function isCalledAlike({ properties: { FunctionName: name }, region }: Resource): boolean {
  return typeof name === 'string' && !name.includes(region);
}
