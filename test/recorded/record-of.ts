import { App } from 'aws-cdk-lib';
import { DEPLOYED, VERSION } from '../../src/recorded/stack-facts';

/** The context that `npx multi-region record` would leave behind after an app was deployed. */
export function recordOf(build: (app: App) => unknown): { [key: string]: unknown } {
  const app = new App({ analyticsReporting: false, treeMetadata: false });
  build(app);
  const telling = app.synth().stacksRecursively.filter(({ template }) => template.Metadata?.[DEPLOYED]);
  const stacks = telling.map(({ stackName, environment, template: { Metadata: { [DEPLOYED]: { version, ...facts } } } }) => [`${environment.region}/${stackName}`, facts]);
  return { [DEPLOYED]: { version: VERSION, stacks: Object.fromEntries(stacks) } };
}

/** As it would be with these health checks of an API alone, by Region. */
export function recordedChecks(checks: { [region: string]: object }, apiName: string = 'Shop') {
  const stacks = Object.entries(checks).map(([region, check]) => [`${region}/${apiName}-${region}`, { healthChecks: { [apiName]: check } }]);
  return { [DEPLOYED]: { version: VERSION, stacks: Object.fromEntries(stacks) } };
}
