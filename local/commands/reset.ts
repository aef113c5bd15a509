import { askLocalRegions, inTheNameOf } from './ask-local-regions';
import { RESET_TARGET } from '../services/dynamodb/dynamodb';

/** Empties the tables of the local Regions at `endpoint` to their seed; says what has been done. */
export async function reset(endpoint: string): Promise<string> {
  const { answer: { reset: tables, message }, status } = await askLocalRegions(endpoint, '/', inTheNameOf('dynamodb', RESET_TARGET));
  if (Array.isArray(tables)) {
    return tables.length > 0 ? `Reset: ${tables.join(', ')}` : 'There are no tables to reset';
  }
  throw new Error(`The local Regions at ${endpoint} are not reset: ${message ?? status}`);
}
