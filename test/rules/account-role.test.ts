import { App, Stack } from 'aws-cdk-lib';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { messagesAtSynth } from './messages';
import { AccessLogs, ApiGateway } from '../../src';
import { anApi } from '../an-api';

/** What is told where an API sets the role in us-east-1 and eu-west-1, and this is there besides. */
function told(build: (app: App) => void): string[] {
  const app = new App();
  anApi({ gateway: ApiGateway.rest({ accessLogs: AccessLogs.cloudWatch({ setAccountRole: true }) }) }, app);
  build(app);
  return messagesAtSynth(app).map(message => message.split(': ')[0]);
}

function addRestApi(app: App, region: string, cloudWatchRole: boolean, account?: string) {
  new RestApi(new Stack(app, 'Crm', { env: { region, account } }), 'Api', { cloudWatchRole }).root.addMethod('GET', new MockIntegration());
}

test('an API that was made by hand sets the role of its Region a second time', () => {
  expect(told(app => addRestApi(app, 'eu-west-1', true)))
    .toEqual(['API Gateway\'s role for logs is set by Shop/eu-west-1/Shop/RestApi/Account and Crm/Api/Account in eu-west-1']);
});

test.each<[string, (app: App) => void]>([
  ['is alone', () => {}],
  ['is in another Region', app => addRestApi(app, 'sa-east-1', true)],
  ['is in another account', app => addRestApi(app, 'eu-west-1', true, '444455556666')],
  ['is beside one that sets none', app => addRestApi(app, 'eu-west-1', false)],
])('nothing is told where what sets the role %s', (_, build) => {
  expect(told(build)).toEqual([]);
});
