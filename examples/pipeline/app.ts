import { App, Stack } from 'aws-cdk-lib';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import { HitCounterStages } from './hit-counter-stages';

/** Where the pipeline runs: in none of the API's Regions, so that it can deploy the others while one of them fails. */
const ENVIRONMENT = { account: '111122223333', region: 'eu-central-1' };
const CONNECTION = `arn:aws:codeconnections:${ENVIRONMENT.region}:${ENVIRONMENT.account}:connection/11111111-2222-3333-4444-555555555555`;

export const app = new App();
const stack = new Stack(app, 'Pipeline', { env: ENVIRONMENT });

const pipeline = new CodePipeline(stack, 'Pipeline', {
  crossAccountKeys: true, // encrypts the artifacts in every Region
  synth: new ShellStep('Synth', {
    input: CodePipelineSource.connection('example/hit-counter', 'main', { connectionArn: CONNECTION }),
    commands: ['npm ci', 'npx cdk synth'],
  }),
});

const hitCounter = new HitCounterStages(stack, 'HitCounter', ENVIRONMENT.account);

pipeline.addStage(hitCounter.tables);
for (const { stage, url } of hitCounter.regions) {
  const wave = pipeline.addWave(stage.node.id);
  wave.addStage(stage);
  // The Region's own name: what callers of other Regions see says nothing of this one.
  wave.addPost(new ShellStep(`Check-${stage.node.id}`, { commands: [`curl --fail --silent --show-error --retry 5 --retry-all-errors ${url}/health`] }));
}
