import { partition } from '../../../local/machine/partition';

test.each([
  ['eu-west-1', 'aws', 'amazonaws.com'],
  ['cn-northwest-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-east-1', 'aws-us-gov', 'amazonaws.com'],
])('%s is in the partition %s, whose names end in %s', (region, name, dnsSuffix) => {
  expect(partition(region)).toEqual({ name, dnsSuffix });
});
