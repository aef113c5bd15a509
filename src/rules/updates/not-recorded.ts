import { Rule } from '../rule';

export const DEPLOYMENT_NOT_RECORDED: Rule = {
  code: 'deployment-not-recorded',
  severity: 'warning',
  isOfUpdates: true,
  title: 'What is deployed of an app is recorded.',
  reason: 'an update that AWS would refuse is not told before it is deployed: of tables and their indexes, path variables, API keys, routing, and whatever has a fixed name',
  fix: 'After each deployment run `npx multi-region record`, which keeps what matters in cdk.context.json, and commit it. Until the first deployment, acknowledge this',
  example: 'No deployment of Shop is recorded',
  find: ({ apis, update }) => apis.flatMap(({ name, regionalApis }) => {
    const isRecorded = update.recorded.some(({ facts }) => facts.healthChecks && name in facts.healthChecks);
    return isRecorded ? [] : [{ at: regionalApis[0], found: `No deployment of ${name} is recorded` }];
  }),
};
