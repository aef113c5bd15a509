import { askLocalRegions } from './ask-local-regions';
import { TOKEN_PATH } from '../services/cognito/token-issuers';
import { TokenOptions } from '../services/cognito/token-options';

/** A token of the local Regions at `endpoint`. */
export async function token(endpoint: string, options: TokenOptions): Promise<string> {
  const { answer: { token: issued, message }, status } = await askLocalRegions(endpoint, TOKEN_PATH, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(options),
  });
  if (typeof issued === 'string') return issued;
  throw new Error(`The local Regions at ${endpoint} issue no token: ${message ?? status}`);
}
