/** All that is asked of AWS, in each Region of the app, to record what is deployed. */
export const READ_ONLY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'], Resource: '*' }],
});
