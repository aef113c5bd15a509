import { App } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Authorizer, MultiRegionServerlessApi, Routing } from '../../src';
import { aFunction, anApi } from '../an-api';
import { messagesAtSynth } from './messages';

function found(regions: string[], change: (api: MultiRegionServerlessApi) => void = () => {}, routing?: Routing): string[] {
  const app = new App();
  change(anApi({ regions, routing }, app));
  return messagesAtSynth(app).filter(message => !message.includes('low-default-throttle')).map(message => message.replace(/: (an account|the deployment).*/, ''));
}

const OPT_IN = ['af-south-1', 'ap-east-1', 'ca-west-1', 'eu-south-2', 'il-central-1', 'me-south-1', 'mx-central-1'];

test.each(OPT_IN)('%s has to be enabled for the account', region => {
  expect(found(['us-east-1', region])).toEqual([`${region} has to be enabled for the account first`]);
});

test('one warning names all of the Regions that have to be enabled', () => {
  expect(found(['ap-east-1', 'us-east-1', 'me-south-1'])).toEqual(['ap-east-1, me-south-1 have to be enabled for the account first']);
});

test('every Region of an ordinary partition has latency records', () => {
  const regions = RegionInfo.regions.filter(({ partition, isOptInRegion }) => partition === 'aws' && !isOptInRegion).map(({ name }) => name);
  expect(regions.length).toBeGreaterThan(10);
  expect(found(regions)).toEqual([]);
});

test('without latency records a Region needs none', () => {
  expect(found(['us-iso-east-1', 'us-iso-west-1'], undefined, Routing.weighted({ 'us-iso-east-1': 1, 'us-iso-west-1': 1 }))).toEqual([]);
});

describe('authorizers of Cognito user pools', () => {
  const addRoute = (api: MultiRegionServerlessApi) => api.regionalApis.forEach(region => {
    const users = Authorizer.cognito('users', { userPoolArn: `arn:aws-cn:cognito-idp:${region.region}:111122223333:userpool/${region.region}_Users` });
    region.addRoute('GET', '/orders', aFunction(region), { authorizer: users });
  });

  test('have none in China', () => {
    expect(found(['cn-north-1', 'cn-northwest-1'], addRoute))
      .toEqual(['There are no Cognito user pools in cn-north-1, cn-northwest-1, which Shop/cn-north-1/Shop/RestApi/Authorizer users needs']);
  });

  test('have some elsewhere', () => {
    expect(found(['us-gov-east-1', 'us-gov-west-1'], addRoute)).toEqual([]);
  });
});
