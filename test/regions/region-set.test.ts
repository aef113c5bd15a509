import { Lazy } from 'aws-cdk-lib';
import { anApi } from '../an-api';

test('an API lives in two Regions or more', () => {
  expect(anApi({ regions: ['us-east-1', 'eu-west-1'] }).regionalApis.map(({ region }) => region)).toEqual(['us-east-1', 'eu-west-1']);
});

test.each([
  [[], '`regions` must name at least two Regions, got: []'],
  [['eu-west-1'], '`regions` must name at least two Regions, got: ["eu-west-1"]'],
  [['eu-west-1', 'us-east-1', 'eu-west-1'], '`regions` must name each Region once, got: ["eu-west-1","us-east-1","eu-west-1"]'],
  [['us-east-1', 'eu-wset-1'], '`regions` must be names of AWS Regions, got: "eu-wset-1". Did you mean eu-west-1?'],
  [['us-east-1', 'ap-southeast1'], '`regions` must be names of AWS Regions, got: "ap-southeast1". Did you mean ap-southeast-1?'],
  [['us-east-1', 'EU-WEST-1'], '`regions` must be names of AWS Regions, got: "EU-WEST-1". Did you mean eu-west-1?'],
  [['us-east-1', 'cn-north-1'], '`regions` must be of one partition, got: ["us-east-1","cn-north-1"]. They are of aws and aws-cn, which share no accounts and no hosted zones'],
  [['us-east-1', 'us-gov-west-1'], /^`regions` must be of one partition, got.* They are of aws and aws-us-gov/],
])('refuses %j', (regions, message) => {
  expect(() => anApi({ regions })).toThrow(message);
});

test('refuses a token for a Region', () => {
  expect(() => anApi({ regions: ['us-east-1', Lazy.string({ produce: () => 'eu-west-1' })] }))
    .toThrow(/^`regions` must be literal names, because no token may cross a Region, got/);
});

test('refuses a token for the list of Regions', () => {
  expect(() => anApi({ regions: Lazy.list({ produce: () => ['us-east-1', 'eu-west-1'] }) }))
    .toThrow(/^`regions` must be literal names, because no token may cross a Region, got/);
});

test('refuses a primary Region that is not among the Regions', () => {
  expect(() => anApi({ primaryRegion: 'eu-central-1' }))
    .toThrow('`primaryRegion` must be one of `regions`, got: "eu-central-1". `regions` are: us-east-1, eu-west-1');
});

test('refuses a token for the primary Region', () => {
  expect(() => anApi({ primaryRegion: Lazy.string({ produce: () => 'us-east-1' }) })).toThrow(/^`primaryRegion` must be a literal name/);
});
