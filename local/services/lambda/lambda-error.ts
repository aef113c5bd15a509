import { randomUUID } from 'node:crypto';
import { Answer } from '../../machine/http-server';

/** What Lambda's API refuses a request with. */
export class LambdaError extends Error {
  constructor(readonly statusCode: number, readonly code: string, message: string, private readonly details: object = { Type: 'User' }) {
    super(message);
  }

  get answer(): Answer {
    return {
      statusCode: this.statusCode,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': this.code, 'x-amzn-requestid': randomUUID() },
      // Clients read either spelling, of which AWS uses both.
      body: JSON.stringify({ ...this.details, message: this.message, Message: this.message }),
    };
  }
}

export function notFound(message: string): LambdaError {
  return new LambdaError(404, 'ResourceNotFoundException', message);
}

/** A value that is not what a parameter must be, as Lambda says it of all of them. */
export function invalid(value: string, at: string, rule: string): LambdaError {
  return new LambdaError(400, 'ValidationException', `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: ${rule}`, {});
}
