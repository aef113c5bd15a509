import { httpApi, httpRequest, httpRoute } from './http-api/http-api';
import { gateway, request, restApi, route } from './rest-api/rest-api';

const FUNCTION = { type: 'AWS_PROXY', functionName: 'hello-${stageVariables.color}-${stageVariables.none}' } as const;
const stage = (color: string) => ({ name: color, deploymentId: 'd', apiKeys: [], variables: { color } });

test.each([
  ['a REST API', request, { restApis: [restApi({ stages: [stage('blue'), stage('green')], methods: [route('GET', '/', FUNCTION)] })] }],
  ['an HTTP API', httpRequest, { restApis: [], httpApis: [httpApi({ stages: [stage('blue'), stage('green')], routes: [httpRoute('GET /', { integration: { ...FUNCTION, payloadFormat: '2.0' } })] })] }],
])('the variables of a stage of %s say which function is invoked', async (_, asked, apis) => {
  const invoked: string[] = [];
  const { handle } = gateway({
    ...apis,
    invoke: async functionName => {
      invoked.push(functionName);
      return { payload: { statusCode: 200 } };
    },
  });
  await handle(asked('/green/'));
  await handle(asked('/blue/'));
  expect(invoked).toEqual(['hello-green-', 'hello-blue-']);
});
