import { DeployedApp } from './deployed-app';
import { LOCAL_ACCOUNT } from '../../cloudformation/assembly';
import { partition } from '../../machine/aws-regions';
import { DrillDefinition } from '../drill-file';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

/** What a drill needs to be allowed, and no more: on the ARNs that are known, with `*` for an account or an id that is not. */
export function policyOf(app: DeployedApp, { host: named, clients, steps }: DrillDefinition): { Version: string; Statement: Statement[] } {
  const [host, ...others] = named === undefined ? app.hosts : [named];
  if (others.length > 0) throw new Error(`\`host\` must be the name that clients ask for, one of ${app.hosts.join(', ')}, got: nothing`);
  const { accountId } = app.stacks[0];
  const account = accountId === LOCAL_ACCOUNT ? '*' : accountId;
  const arn = (service: string, region: string, rest: string, of = account) => `arn:${partition(region || app.regions[0]).name}:${service}:${region}:${of}:${rest}`;
  const has = (...names: string[]) => steps.some(step => names.some(name => name in step));
  const statements: Statement[] = [];
  const allow = (Action: readonly string[], Resource: string | readonly string[]) => {
    if (Resource.length > 0) statements.push({ Effect: 'Allow', Action, Resource: typeof Resource === 'string' ? Resource : [...new Set(Resource)] });
  };
  const guards = app.guards(host);
  const checks = (ids: readonly string[]) => ids.map(id => arn('route53', '', `healthcheck/${id || '*'}`, ''));
  const inverted = steps.flatMap(({ invert, revert }) => invert ?? revert ?? []);
  const drained = steps.flatMap(({ drain, undrain }) => drain ?? undrain ?? []);
  const takesOut = has('invert', 'drain', 'fault');
  const tables = [...Object.values(clients).flatMap(({ writes }) => writes?.table ?? []), ...steps.flatMap(({ items }) => items?.table ?? [])]
    .flatMap(table => (app.tables[table] ?? []).map(region => ({ region, arn: arn('dynamodb', region, `table/${table}`) })));

  allow(['cloudformation:DescribeStacks'], app.stacks.map(({ name, region }) => arn('cloudformation', region, `stack/${name}/*`)));
  if (takesOut) allow(['route53:GetHealthCheck'], checks(guards.map(({ id }) => id)));
  allow(['route53:UpdateHealthCheck'], checks(guards.filter(({ region }) => inverted.includes(region)).map(({ id }) => id)));
  const { tableName } = app.drainSwitch(host) ?? {};
  if (tableName !== undefined) {
    const replicas = (regions: readonly string[]) => guards.filter(({ region }) => regions.includes(region))
      .flatMap(({ peers }) => peers.map(({ region }) => arn('dynamodb', region, `table/${tableName}`)));
    if (takesOut) allow(['dynamodb:GetItem'], replicas(app.regions));
    allow(['dynamodb:PutItem', 'dynamodb:DeleteItem'], replicas(drained));
  }
  allow(['dynamodb:Scan'], tables.map(table => table.arn));
  if (tables.length > 0) allow(['cloudwatch:GetMetricData'], '*');
  if (has('fault')) {
    const begun = app.experiments;
    allow(['fis:StartExperiment'], begun.flatMap(({ region, templateId }) => [arn('fis', region, `experiment-template/${templateId}`), arn('fis', region, 'experiment/*')]));
    allow(['fis:GetExperiment', 'fis:StopExperiment'], begun.map(({ region }) => arn('fis', region, 'experiment/*')));
    allow(['fis:ListExperiments'], '*');
  }
  return { Version: '2012-10-17', Statement: statements };
}
