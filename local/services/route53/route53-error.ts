/** An error in the words, and with the code and the status, of Route 53. */
export class Route53Error extends Error {
  static invalidInput(message: string) {
    return new Route53Error('InvalidInput', 400, message);
  }

  static noSuchHealthCheck(id: string) {
    return new Route53Error('NoSuchHealthCheck', 404, `No health check exists with the specified ID ${id}`);
  }

  static noSuchHostedZone(id: string) {
    return new Route53Error('NoSuchHostedZone', 404, `No hosted zone found with ID: ${id}`);
  }

  static invalidChangeBatch(problems: readonly string[]) {
    return new Route53Error('InvalidChangeBatch', 400, `[${problems.join(', ')}]`);
  }

  static healthCheckVersionMismatch() {
    return new Route53Error('HealthCheckVersionMismatch', 409,
      "The value of HealthCheckVersion in the request doesn't match the value of HealthCheckVersion in the health check.");
  }

  static notSupported(what: string) {
    return new Route53Error('NotImplemented', 501, `${what} is not supported by the local Route 53.`);
  }

  constructor(readonly code: string, readonly statusCode: number, message: string) {
    super(message);
    this.name = code;
  }
}
