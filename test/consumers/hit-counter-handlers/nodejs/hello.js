const { DynamoDBClient, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');

const dynamodb = new DynamoDBClient();

exports.handler = async ({ requestContext: { identity: { sourceIp } } }) => {
  const { Attributes } = await dynamodb.send(new UpdateItemCommand({
    TableName: process.env.HITS_TABLE_NAME,
    Key: { ipAddress: { S: sourceIp } },
    UpdateExpression: 'ADD hits :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
    ReturnValues: 'UPDATED_NEW',
  }));
  return { statusCode: 200, body: JSON.stringify({ message: `hello from ${process.env.AWS_REGION}, ${sourceIp}`, visits: Attributes.hits.N }) };
};
