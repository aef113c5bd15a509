import { FunctionDefinition, logGroupOf } from './function-definition';
import { byAddress } from '../../machine/by-address';
import { ANYBODY } from '../../machine/local-credentials';

/** The environment variables that Lambda gives a function, with its credentials and the AWS endpoint on this machine; `chosen` are above all. */
export function environmentVariables(
  definition: FunctionDefinition, awsEndpoint: string, logStreamName: string, chosen: Record<string, string> = {}, credentials = ANYBODY,
): Record<string, string> {
  return {
    // A function may set these itself; those after its own are reserved.
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
    ...definition.environment,
    _HANDLER: definition.handler,
    AWS_REGION: definition.region,
    AWS_DEFAULT_REGION: definition.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(definition),
    ...definition.isLoggedAsJson && { AWS_LAMBDA_LOG_FORMAT: 'JSON' },
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    LAMBDA_TASK_ROOT: definition.codeDirectory,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', // the function's own runtime may well be newer
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...chosen.AWS_ACCESS_KEY_ID === undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }, // it belongs to that key
    ...definition.hasSecretsExtension && { PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: new URL(awsEndpoint).port },
    AWS_ENDPOINT_URL: byAddress(awsEndpoint),
    AWS_ENDPOINT_URL_DYNAMODB: byAddress(awsEndpoint),
    ...chosen,
  };
}
