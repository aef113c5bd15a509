/** What a function's first version is called. */
export const FIRST_VERSION = '1';

/** The numbers of the versions that deployments of an app bring: as on AWS, another version of a function has the next one. */
export class VersionNumbers {
  private readonly known = new Map<string, string[]>();

  of(functionId: string, versionId: string): string {
    const versions = this.known.get(functionId) ?? [];
    this.known.set(functionId, versions);
    if (!versions.includes(versionId)) versions.push(versionId);
    return String(versions.indexOf(versionId) + Number(FIRST_VERSION));
  }
}
