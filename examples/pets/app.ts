import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { JsonSchema, JsonSchemaType } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { acknowledgeFindings } from './acknowledged-findings';
import { ApiGateway, MultiRegionServerlessApi, RegionalApi, RequestValidation } from 'cdk-multi-region-serverless-api';

/** The page that shows the pets. */
const PAGE = 'https://pets.example.com';

const PET: JsonSchema = {
  type: JsonSchemaType.OBJECT,
  required: ['kind', 'name'],
  properties: {
    kind: { type: JsonSchemaType.STRING, enum: ['cat', 'dog', 'parrot'] },
    name: { type: JsonSchemaType.STRING, minLength: 1, maxLength: 50 },
    age: { type: JsonSchemaType.INTEGER, minimum: 0 },
  },
  additionalProperties: false,
};

export const app = new App();

export const api = new MultiRegionServerlessApi(app, 'PetShop', {
  regions: ['us-east-1', 'eu-west-1', 'ap-southeast-1'],
  domain: { domainName: 'api.pets.example.com', hostedZoneId: 'Z0123456789EXAMPLE', zoneName: 'example.com' },
  gateway: ApiGateway.rest({ cors: { allowOrigins: [PAGE] } }),
});

/** Retained when the app goes, with deletion protection and point-in-time recovery in every Region, as all tables are. */
const pets = api.addGlobalTable('Pets', {
  partitionKey: { name: 'id', type: AttributeType.STRING },
  globalSecondaryIndexes: [{
    indexName: 'byKind',
    partitionKey: { name: 'kind', type: AttributeType.STRING },
    sortKey: { name: 'name', type: AttributeType.STRING },
  }],
});

for (const region of api.regionalApis) {
  const pet = RequestValidation.body(PET);
  const kind = RequestValidation.parameters('querystring.kind');
  region.addRoute('POST', '/pets', handler(region, 'Create', 'dynamodb:PutItem'), { requestValidation: pet });
  region.addRoute('GET', '/pets', handler(region, 'List', 'dynamodb:Query'), { requestValidation: kind });
  region.addRoute('GET', '/pets/{id}', handler(region, 'Read', 'dynamodb:GetItem'));
  region.addRoute('PUT', '/pets/{id}', handler(region, 'Update', 'dynamodb:PutItem'), { requestValidation: pet });
  region.addRoute('DELETE', '/pets/{id}', handler(region, 'Delete', 'dynamodb:DeleteItem'));
  acknowledgeFindings(region);
}

/** The function of `create.ts` and the like, which may do one thing with the replica beside it. */
function handler(region: RegionalApi, id: string, action: string): NodejsFunction {
  const made = new NodejsFunction(region, id, {
    entry: path.join(__dirname, `${id.toLowerCase()}.ts`),
    runtime: Runtime.NODEJS_24_X,
    environment: { TABLE_NAME: pets.tableName, PAGE },
    bundling: { logLevel: LogLevel.WARNING },
  });
  pets.grant(made, action);
  return made;
}
