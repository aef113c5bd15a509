/** Whether a content type is among an API's binary media types, which may hold wildcards. */
export function isBinary(contentType: string | undefined, binaryMediaTypes: string[]): boolean {
  if (!contentType || binaryMediaTypes.length === 0) return false;
  const [type, subtype] = contentType.split(/[;,]/)[0].trim().toLowerCase().split('/');
  return binaryMediaTypes.some(binary => {
    const [binaryType, binarySubtype] = binary.toLowerCase().split('/');
    return (binaryType === '*' || binaryType === type) && (binarySubtype === '*' || binarySubtype === subtype);
  });
}
