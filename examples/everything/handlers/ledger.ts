import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { circuitBreaker, CircuitOpenError } from 'cdk-multi-region-serverless-api/runtime';

const ledger = circuitBreaker('Ledger');

/** Passes entries on to the ledger, which is the same for all Regions, and spares it while it has trouble. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  try {
    const { status } = await ledger.call(signal => fetch('https://ledger.example.org/entries', { method: 'POST', body: event.body, signal }));
    return { statusCode: status, body: '' };
  } catch (error) {
    return error instanceof CircuitOpenError ? error.response : { statusCode: 502, body: '' };
  }
}
