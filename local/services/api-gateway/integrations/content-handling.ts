/** What becomes of a body on its way: of a request, nothing where nothing is said. */
export type ContentHandling = 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT';

/**
 * A body as it goes on: text for something binary is in base 64.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function converted(body: string | Buffer, isBinary: boolean, handling: ContentHandling | undefined): string | Buffer {
  if (handling === 'CONVERT_TO_BINARY' && !isBinary) return Buffer.from(body.toString(), 'base64');
  if (handling === 'CONVERT_TO_TEXT' && isBinary) return Buffer.from(body).toString('base64');
  return body;
}
