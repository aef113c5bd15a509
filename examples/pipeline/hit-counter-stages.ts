import * as path from 'path';
import { Duration, Stack, Stage } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { MultiRegionServerlessApi, RegionalApi } from 'cdk-multi-region-serverless-api';

const REGIONS = ['ap-southeast-1', 'eu-west-1', 'us-east-1'];

interface RegionStage {
  readonly stage: Stage;
  /** The Region's own URL. */
  readonly url: string;
}

/** The hit counter, in pieces that are deployed one after the other: the tables, then each Region. */
export class HitCounterStages extends Construct {
  readonly tables: Stage;
  /** In the order of their deployment: the Region with the fewest callers first. */
  readonly regions: RegionStage[];

  constructor(scope: Construct, id: string, account: string) {
    super(scope, id);
    this.tables = new Stage(this, 'Tables', { stageName: 'Prod', env: { account } });
    const stages = REGIONS.map(region => new Stage(this, region, { env: { account, region } }));

    const api = new MultiRegionServerlessApi(this.tables, 'HitCounter', {
      regions: REGIONS,
      primaryRegion: 'us-east-1',
      domain: { domainName: 'hello.example.com', hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' },
      stacks: stages.map(stage => new Stack(stage, 'HitCounter', { stackName: `Prod-HitCounter-${stage.region}` })),
    });
    const hits = api.addGlobalTable('Hits', { partitionKey: { name: 'ipAddress', type: AttributeType.STRING } });
    for (const region of api.regionalApis) {
      const hello = this.createHello(region, hits.tableName);
      hits.grant(hello, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
      region.addRoute('GET', '/hello', hello);
    }
    this.regions = stages.map((stage, i) => ({ stage, url: api.regionalApis[i].regionalUrl }));
  }

  private createHello(region: RegionalApi, tableName: string): NodejsFunction {
    return new NodejsFunction(region, 'Hello', {
      entry: path.join(__dirname, '..', 'hit-counter', 'hello.ts'),
      runtime: Runtime.NODEJS_24_X,
      timeout: Duration.seconds(3),
      environment: { HITS_TABLE_NAME: tableName },
    });
  }
}
