/** A URL of this machine without a name: clients of S3 put the bucket before one, e.g. `photos.localhost`, which not every machine resolves. */
export function byAddress(url: string): string {
  return url.replace(/^(https?:\/\/)localhost(?=[:/]|$)/, '$1127.0.0.1');
}
