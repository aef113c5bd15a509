/** The first media type of a `Content-Type` or `Accept` header, without its parameters. */
export function mediaType(header: string = 'application/json'): string {
  return header.split(/[;,]/)[0].trim().toLowerCase();
}

/** Whether a header's media type is among an API's binary media types, which may hold wildcards. */
export function isBinary(header: string | undefined, binaryMediaTypes: string[]): boolean {
  const [type, subtype] = mediaType(header).split('/');
  return binaryMediaTypes.some(binary => {
    const [binaryType, binarySubtype] = binary.toLowerCase().split('/');
    return (binaryType === '*' || binaryType === type) && (binarySubtype === '*' || binarySubtype === subtype);
  });
}
