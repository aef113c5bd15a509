/** An error of an AWS service, in its words. */
export class AwsError extends Error {
  static notImplemented(what: string) {
    return new AwsError('NotImplemented', `${what} is not supported by the local Regions.`, 501);
  }

  constructor(readonly code: string, message: string, readonly statusCode: number = 400) {
    super(message);
    this.name = code;
  }
}
