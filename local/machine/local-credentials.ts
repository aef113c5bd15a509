/** What a function signs its requests with here. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Of nobody in particular. */
export const ANYBODY: LocalCredentials = { accessKeyId: 'local', secretAccessKey: 'local', sessionToken: 'local' };

const TEMPORARY = 'ASIALOCAL';

/** Finds the access keys of here. */
export const LOCAL_ACCESS_KEY_ID = `(?:${ANYBODY.accessKeyId}|${TEMPORARY}\\w+)`;

/** Of somebody in a Region, by a text that nobody else has. */
export function temporaryCredentials(id: string, region: string): LocalCredentials {
  const accessKeyId = `${TEMPORARY}${id}`;
  return { ...ANYBODY, accessKeyId, sessionToken: `${ANYBODY.sessionToken}/${region}/${accessKeyId}` };
}

/** Who has a session token, and where: nobody who is known, if it is none of here. */
export function identityIn(sessionToken: string): { readonly accessKeyId: string; readonly region: string } | undefined {
  const [local, region, accessKeyId] = sessionToken.split('/');
  return local === ANYBODY.sessionToken && accessKeyId !== undefined ? { accessKeyId, region } : undefined;
}
