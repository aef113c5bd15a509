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

/** Of somebody, by a text that nobody else has. */
export function temporaryCredentials(id: string): LocalCredentials {
  return { ...ANYBODY, accessKeyId: `${TEMPORARY}${id}` };
}
