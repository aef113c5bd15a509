/** What names an operation of a service that speaks JSON, and its version of that. */
interface JsonProtocol {
  readonly target: string;
  readonly version: '1.0' | '1.1';
}

/** By the names under which services sign. */
const JSON_PROTOCOLS: Readonly<Record<string, JsonProtocol>> = {
  'athena': { target: 'AmazonAthena', version: '1.1' },
  'cognito-idp': { target: 'AWSCognitoIdentityProviderService', version: '1.1' },
  'dynamodb': { target: 'DynamoDB_20120810', version: '1.0' },
  'events': { target: 'AWSEvents', version: '1.1' },
  'firehose': { target: 'Firehose_20150804', version: '1.1' },
  'kinesis': { target: 'Kinesis_20131202', version: '1.1' },
  'kms': { target: 'TrentService', version: '1.1' },
  'logs': { target: 'Logs_20140328', version: '1.1' },
  'secretsmanager': { target: 'secretsmanager', version: '1.1' },
  'ssm': { target: 'AmazonSSM', version: '1.1' },
  'states': { target: 'AWSStepFunctions', version: '1.0' },
};

/** The headers that name an operation, of a service that takes it in a header; those of others name it in the query. */
export function operationHeaders(service: string, operation: string): Record<string, string> | undefined {
  const protocol = JSON_PROTOCOLS[service];
  return protocol && { 'content-type': `application/x-amz-json-${protocol.version}`, 'x-amz-target': `${protocol.target}.${operation}` };
}
