import { PLAIN } from './hits-table';
import { describeTable } from '../../../../local/services/dynamodb/table-description';

test('the ARN of a table in China is China\'s', () => {
  expect(describeTable(PLAIN, { region: 'cn-north-1', accountId: '111122223333', id: 'an-id', createdAt: 0 }))
    .toMatchObject({ TableArn: 'arn:aws-cn:dynamodb:cn-north-1:111122223333:table/Plain' });
});
