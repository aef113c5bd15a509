import { FunctionError } from './function-error';

/** What a function may answer: 6 MB, and a little for what Lambda itself puts around it. */
export const MAX_PAYLOAD_BYTES = 6_291_556;

export function responseTooLarge(): FunctionError {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`,
  };
}
