import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as rest from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer, HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ResourceServerScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';

export const ISSUER = 'https://issuer.example.com/';

/** An app with a route for each kind of authorization, whose functions answer what they get to know of their caller. */
export function synthesizeAuthorized(): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'authorized-')), context: { 'aws:cdk:enable-path-metadata': true } });
  const stack = new Stack(app, 'Shop', { env: { region: 'eu-west-1', account: '123456789012' } });
  const whoami = new Function(stack, 'WhoAmI', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline(`exports.handler = async ({ requestContext: { authorizer, identity } }) => ({
      statusCode: 200, body: JSON.stringify({ authorizer, userArn: identity?.userArn, caller: identity?.caller, key: process.env.AWS_ACCESS_KEY_ID }),
    });`),
  });
  const users = new UserPool(stack, 'Users');
  const orders = users.addResourceServer('Orders', { identifier: 'orders', scopes: [new ResourceServerScope({ scopeName: 'write', scopeDescription: 'w' })] });
  const client = users.addClient('Shopper');
  client.node.addDependency(orders);

  const http = new HttpApi(stack, 'Http');
  const integration = new HttpLambdaIntegration('Integration', whoami);
  const route = (at: string, authorizer: IHttpRouteAuthorizer, authorizationScopes?: string[]) =>
    http.addRoutes({ path: at, methods: [HttpMethod.GET], integration, authorizer, authorizationScopes });
  const byPool = new HttpUserPoolAuthorizer('ByPool', users, { userPoolClients: [client] });
  route('/me', byPool);
  route('/write', byPool, ['orders/write']);
  route('/partner', new HttpJwtAuthorizer('Partner', ISSUER, { jwtAudience: ['partners'] }));
  route('/signed', new HttpIamAuthorizer());

  const api = new rest.RestApi(stack, 'Rest', { deployOptions: { stageName: 'prod' } });
  const authorizer = new rest.CognitoUserPoolsAuthorizer(stack, 'Pools', { cognitoUserPools: [users] });
  const toWhoami = new rest.LambdaIntegration(whoami);
  api.root.addResource('me').addMethod('GET', toWhoami, { authorizer });
  api.root.addResource('write').addMethod('GET', toWhoami, { authorizer, authorizationScopes: ['orders/write'] });
  api.root.addResource('signed').addMethod('GET', toWhoami, { authorizationType: rest.AuthorizationType.IAM });
  return app.synth().directory;
}
