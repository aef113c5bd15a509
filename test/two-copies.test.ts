/** @own-cdk */
import { App } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { anApi, DOMAIN } from './an-api';
import { MultiRegionServerlessApi } from '../src';

const KEY = { partitionKey: { name: 'id', type: AttributeType.STRING } };

/** The library once more, with a CDK of its own. */
function copy() {
  let other!: typeof import('../src');
  jest.isolateModules(() => { other = require('../src'); });
  return other;
}

test('two installed copies of the library know each other\'s APIs and tables', () => {
  const app = new App();
  const api = anApi({}, app);
  api.addGlobalTable('Orders', KEY);
  const props = { regions: ['us-east-1', 'eu-west-1'], domain: DOMAIN };
  const Other = copy().MultiRegionServerlessApi;
  expect(Other).not.toBe(MultiRegionServerlessApi);
  expect(Object.getPrototypeOf(Other)).not.toBe(Object.getPrototypeOf(MultiRegionServerlessApi));
  expect(() => new Other(app, 'Office', props)).toThrow('`domain.domainName` must be of one API in an app');
  const office = new Other(app, 'Other', { ...props, domain: { ...DOMAIN, domainName: 'office.example.com' } });
  expect(() => office.addGlobalTable('Orders', { ...KEY, tableName: 'Shop-Orders' })).toThrow('Tables of one app must have different names, got: "Shop-Orders"');
});
