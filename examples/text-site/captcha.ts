import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const secrets = new SecretsManagerClient();
const { CAPTCHA_URL, CAPTCHA_SECRET_NAME: SecretId } = process.env;

/** How long a secret is kept: so long it may be after a change that the old one is sent. */
const MINUTES = 5;

let kept: { readonly secret: string; readonly until: number } | undefined;

/** Tokens are good for one question: the key says that it is asked again, perhaps from another Region. */
export async function isOfAHuman(token: string, key: string): Promise<boolean> {
  const answer = await fetch(`${CAPTCHA_URL}/verify`, {
    method: 'POST',
    body: new URLSearchParams({ secret: await secret(), response: token, idempotency_key: key }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`The captcha's provider answers ${answer.status}`);
  const { success } = await answer.json() as { success: boolean };
  return success;
}

/** Of the replica beside the function. */
async function secret(): Promise<string> {
  if (!kept || kept.until < Date.now()) {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    kept = { secret: SecretString!, until: Date.now() + MINUTES * 60_000 };
  }
  return kept.secret;
}
