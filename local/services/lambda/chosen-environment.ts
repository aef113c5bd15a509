import { FunctionDefinition } from './function-definition';
import { byAddress } from '../../machine/by-address';

/** Variables that whoever runs the functions here chooses, above those of the template. */
export interface ChosenEnvironment {
  /** Where services are that do not run here, e.g. `{ s3: 'http://localhost:9000' }`. */
  readonly endpoints?: Readonly<Record<string, string>>;
  /** Variables by the function's name, construct id or path; `*` is for all functions. */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What SDKs call the services, by another name that people and signatures have for them; SDKs have one name a client. */
const SDK_NAMES: Readonly<Record<string, readonly string[]>> = {
  'cognito-idp': ['cognito-identity-provider'],
  'email': ['ses', 'sesv2'],
  'events': ['eventbridge'],
  'execute-api': ['apigatewaymanagementapi'],
  'logs': ['cloudwatch-logs'],
  'monitoring': ['cloudwatch'],
  'secretsmanager': ['secrets-manager'],
  'ses': ['ses', 'sesv2'],
  'states': ['sfn'],
  'stepfunctions': ['sfn'],
};

/** What SDKs call a service that people call so. */
export function sdkNames(service: string): readonly string[] {
  return SDK_NAMES[service.toLowerCase()] ?? [service];
}

/** The variables for one function: SDKs of every language read the endpoints of theirs. */
export function chosenFor(definition: FunctionDefinition, { endpoints = {}, environment = {} }: ChosenEnvironment): Record<string, string> {
  const urls = Object.entries(endpoints).flatMap(([service, url]) =>
    sdkNames(service).map(name => [`AWS_ENDPOINT_URL_${name.toUpperCase().replace(/[- ]/g, '_')}`, byAddress(url)]));
  const own = Object.entries(environment).filter(([called]) => called !== '*' && isCalled(definition, called)).map(([, variables]) => variables);
  return Object.assign(Object.fromEntries(urls), environment['*'], ...own);
}

/** Refuses variables for a function that there is not. */
export function validateChosen(functions: readonly FunctionDefinition[], { environment = {} }: ChosenEnvironment) {
  const unknown = Object.keys(environment).find(called => called !== '*' && !functions.some(definition => isCalled(definition, called)));
  if (unknown !== undefined) {
    const names = [...new Set(functions.map(({ logicalPath }) => logicalPath.split('/').pop()))];
    throw new Error(`\`environment\` (\`--env\`) must be for a function of the app, by its name, construct id or path (${names.join(', ')}), got: ${unknown}`);
  }
}

function isCalled({ functionName, logicalPath }: FunctionDefinition, called: string): boolean {
  return functionName === called || `/${logicalPath}`.endsWith(`/${called}`);
}
