/** An error of an AWS service, in its words. */
export class AwsError extends Error {
  static notImplemented(what: string) {
    return new AwsError('NotImplemented', `${what} is not supported by the local Regions.`, 501);
  }

  /** @param queryCode what the query protocol calls it, of a service that spoke it before JSON: its clients are told either name */
  constructor(readonly code: string, message: string, readonly statusCode: number = 400, readonly queryCode?: string) {
    super(message);
    this.name = code;
  }
}
