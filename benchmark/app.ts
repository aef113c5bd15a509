import * as path from 'path';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { api } from '../examples/hit-counter/app';

// The hit counter, and a route that uses no table.
for (const region of api.regionalApis) {
  region.addRoute('GET', '/ping', new Function(region, 'Ping', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'ping.handler',
    code: Code.fromAsset(path.join(__dirname, 'ping')),
  }));
}
