import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { RegionalCounter } from 'cdk-multi-region-serverless-api/runtime';

const hits = RegionalCounter.bySortKey({ tableName: process.env.HITS_TABLE_NAME!, partitionKey: 'ipAddress', sortKey: 'region' });

/** Counts the caller's visits in this Region's item, and answers with the sum of all Regions. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const ipAddress = event.requestContext.identity.sourceIp;
  await hits.add(ipAddress);
  const visits = await hits.sum(ipAddress);
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: `hello from ${process.env.AWS_REGION}, ${ipAddress}`, visits: String(visits) }),
  };
}
