import { Stack } from 'aws-cdk-lib';
import { Update } from './update';
import { API_KEY, HeldName, KEY_IN_PLAN, PATH_VARIABLE, ROUTING_POLICY } from '../../recorded/held-names';
import { namesOf } from '../across-regions';
import { Rule, Violation } from '../rule';

const UPDATES = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html';

export const NAME_HELD_BY_ANOTHER: Rule = {
  code: 'name-held-by-another',
  severity: 'error',
  isOfUpdates: true,
  title: 'A resource with a fixed name keeps its place in the app.',
  reason: 'in another place it is another resource, which CloudFormation makes before it deletes the old one, and the deployment fails with "already exists"',
  fix: 'Keep the ids of the construct and of those around it, give it another name, or deploy once without it and run `npx multi-region record`. '
    + 'If what has the name is gone, remove it from cdk.context.json',
  awsPage: UPDATES,
  example: 'The AWS::SQS::Queue orders in us-east-1, eu-west-1 is held by ShopOrdersACCEBB57, and ShopBasketsB3AC99FA would get it',
  find: ({ update }) => violationsOf(movedNames(update, kind => !TOLD_APART.includes(kind)), ({ kind, name, before, now, regions }) =>
    `The ${kind} ${name} in ${regions} is held by ${before}, and ${now} would get it`),
};

export const PATH_VARIABLE_RENAMED: Rule = {
  code: 'path-variable-renamed',
  severity: 'error',
  isOfUpdates: true,
  title: 'A variable of a path keeps its name.',
  reason: 'API Gateway has one variable at a place, and CloudFormation adds the new one before it removes the old one: the deployment fails',
  fix: 'Keep the name, which only handlers see, or serve the new one below another path. To rename it, deploy without its routes, '
    + 'which callers miss meanwhile, run `npx multi-region record`, and deploy with the new one',
  awsPage: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html',
  example: 'The path /orders/{} in us-east-1, eu-west-1 has the variable {id} and would have {order}',
  find: ({ update }) => violationsOf(movedNames(update, kind => kind === PATH_VARIABLE), ({ name, before, now, regions }) =>
    `The path ${lastWord(name)} in ${regions} has the variable ${lastWord(before)} and would have ${lastWord(now)}`),
};

export const API_KEY_MOVED: Rule = {
  code: 'api-key-moved',
  severity: 'error',
  isOfUpdates: true,
  title: 'An API key keeps its name, and stays in its usage plan.',
  reason: 'API Gateway has the value of a key once, and a key in one usage plan of a stage, and CloudFormation makes the new one before it deletes the old one: '
    + 'the deployment fails',
  fix: 'Keep the names of the key and of its plan, or add a key of another name and value, and remove the old one when its callers have moved. To move the key itself, '
    + 'deploy without it, which shuts its callers out meanwhile, run `npx multi-region record`, and deploy with it',
  awsPage: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-apikey.html',
  example: 'The value of the API key acme in us-east-1, eu-west-1 would be that of acme-corp',
  find: ({ update }) => {
    const renamed = movedNames(update, kind => kind === API_KEY);
    const moved = movedNames(update, kind => kind === KEY_IN_PLAN).filter(({ name }) => !renamed.some(key => key.name === name));
    return [
      ...violationsOf(renamed, ({ before, now, regions }) => `The value of the API key ${lastWord(before)} in ${regions} would be that of ${lastWord(now)}`),
      ...violationsOf(moved, ({ before, now, regions }) => `An API key in ${regions} is in the usage plan ${lastWord(before)} and would be in ${lastWord(now)}`),
    ];
  },
};

export const ROUTING_POLICY_CHANGED: Rule = {
  code: 'routing-policy-changed',
  severity: 'error',
  isOfUpdates: true,
  title: 'The records of a name keep their routing policy, their kind, and who writes them.',
  reason: 'Route 53 refuses two policies under one name, and CNAME records beside others, and every Region has records of it: no order of deployments would do. '
    + 'Another writer finds the records there, and the first one deletes them afterwards',
  fix: 'Keep `routing`, the kind of `standby` and the zone\'s role as they were, or give the API another `domainName`. Else the records of all Regions must be deleted first, and callers get no answer meanwhile',
  awsPage: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html',
  example: 'The records of hello.example.com in Z0123456789ABC are by Region in us-east-1, eu-west-1, and would be by Weight',
  find: ({ update }) => {
    const changed = update.names(kind => kind === ROUTING_POLICY).flatMap(held => {
      const before = update.recordedFrom(held.stack).map(({ facts: { names = {} } }) => names[`${held.kind} ${held.name}`]).find(Boolean);
      return before && before !== held.holder ? [{ ...held, before, now: held.holder }] : [];
    });
    return violationsOf(changed, ({ name, before, now, regions }) => `The records of ${name} are by ${before} in ${regions}, and would be by ${now}`);
  },
};

const TOLD_APART = [PATH_VARIABLE, API_KEY, KEY_IN_PLAN, ROUTING_POLICY];

/** A name that one resource of a Region has and another would get. */
interface MovedName extends HeldName {
  readonly stack: Stack;
  readonly before: string;
  readonly now: string;
}

function movedNames(update: Update, isWanted: (kind: string) => boolean): MovedName[] {
  return update.names(isWanted).flatMap(held => {
    const { kind, name, holder, stack } = held;
    const before = update.recordedFrom(stack).filter(({ region }) => region === stack.region).find(({ facts: { names = {} } }) => `${kind} ${name}` in names);
    const beforeHolder = before?.facts.names![`${kind} ${name}`];
    if (!before || before.name === stack.stackName && beforeHolder === holder) return [];
    const [from, to] = before.name === stack.stackName ? ['', ''] : [` in ${before.name}`, ` in ${stack.stackName}`];
    return [{ ...held, before: `${beforeHolder}${from}`, now: `${holder}${to}` }];
  });
}

/** One for what is the same in several Regions. */
function violationsOf(moved: MovedName[], tell: (name: MovedName & { regions: string }) => string): Violation[] {
  const alike = new Map<string, MovedName[]>();
  for (const name of moved) {
    const key = [name.kind, name.name, name.before, name.now].join().replaceAll(name.stack.region, '');
    alike.set(key, [...alike.get(key) ?? [], name]);
  }
  return [...alike.values()].map(names => ({
    at: names[0].stack, found: tell({ ...names[0], regions: namesOf(names.map(({ stack }) => stack.region)) }),
  }));
}

function lastWord(text: string): string {
  return text.split(' ').pop()!;
}
