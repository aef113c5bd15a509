import { HealthCheckChanges, HealthCheckDefinition, watchesEndpoint } from './health-check-definition';
import { VersionedHealthCheck } from './health-checker';
import { Route53Error } from './route53-error';
import { XmlContent } from './route53-xml';

/** The settings of a health check that only another one, or none on this machine, can have. */
const UNSUPPORTED_CHANGES = ['IPAddress', 'EnableSNI', 'AlarmIdentifier', 'InsufficientDataHealthStatus'];

/** What `ResetElements` turns each element into. */
const RESETS: Readonly<Record<string, HealthCheckChanges>> = {
  ChildHealthChecks: { childHealthChecks: [] },
  Regions: { regions: undefined },
  ResourcePath: { resourcePath: undefined },
};

/** A health check as Route 53 writes it. */
export function healthCheckXml({ definition, version }: VersionedHealthCheck): XmlContent {
  return {
    Id: definition.id,
    CallerReference: definition.id,
    HealthCheckConfig: configXml(definition),
    HealthCheckVersion: version,
  };
}

function configXml(definition: HealthCheckDefinition): XmlContent {
  const { type, port, resourcePath, fullyQualifiedDomainName, searchString, regions, inverted = false, disabled = false } = definition;
  const common = { Type: type, Inverted: inverted, Disabled: disabled };
  if (type === 'CALCULATED') {
    return { ...common, HealthThreshold: definition.healthThreshold, ChildHealthChecks: { ChildHealthCheck: definition.childHealthChecks } };
  }
  if (definition.alarm) {
    const { alarm: { region, name }, insufficientDataHealthStatus } = definition;
    return { ...common, AlarmIdentifier: { Region: region, Name: name }, InsufficientDataHealthStatus: insufficientDataHealthStatus };
  }
  if (!watchesEndpoint(type)) return common;
  return {
    ...common,
    Port: port,
    ResourcePath: resourcePath,
    FullyQualifiedDomainName: fullyQualifiedDomainName,
    SearchString: searchString,
    RequestInterval: definition.requestInterval,
    FailureThreshold: definition.failureThreshold,
    Regions: regions && { Region: regions },
  };
}

/** What an `UpdateHealthCheckRequest` asks to change, and the version that it expects. */
export function readUpdate(request: Record<string, any>): { changes: HealthCheckChanges; version?: number } {
  const unsupported = UNSUPPORTED_CHANGES.find(element => element in request);
  if (unsupported) throw Route53Error.notSupported(`UpdateHealthCheck with ${unsupported}`);
  const given: HealthCheckChanges = {
    fullyQualifiedDomainName: request.FullyQualifiedDomainName,
    port: integer(request.Port),
    resourcePath: request.ResourcePath,
    searchString: request.SearchString,
    failureThreshold: integer(request.FailureThreshold),
    inverted: boolean(request.Inverted),
    disabled: boolean(request.Disabled),
    healthThreshold: integer(request.HealthThreshold),
    childHealthChecks: request.ChildHealthChecks?.ChildHealthCheck,
    regions: request.Regions?.Region,
  };
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const resets: string[] = request.ResetElements?.ResettableElementName ?? [];
  return { changes: Object.assign(changes, ...resets.map(reset)), version: integer(request.HealthCheckVersion) };
}

function reset(element: string): HealthCheckChanges {
  if (element === 'FullyQualifiedDomainName') {
    throw Route53Error.invalidInput('Invalid parameter : FullyQualifiedDomainName cannot be reset on a health check without an IP address.');
  }
  if (!Object.hasOwn(RESETS, element)) {
    throw Route53Error.invalidInput(`Invalid XML ; cvc-enumeration-valid: Value '${element}' is not facet-valid with respect to enumeration`
      + ` '[${Object.keys(RESETS).join(', ')}, FullyQualifiedDomainName]'. It must be a value from the enumeration.`);
  }
  return RESETS[element];
}

function integer(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(text)) {
    throw Route53Error.invalidInput(`Invalid XML ; cvc-datatype-valid.1.2.1: '${text}' is not a valid value for 'integer'.`);
  }
  return Number(text);
}

function boolean(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (!['true', 'false', '1', '0'].includes(text)) {
    throw Route53Error.invalidInput(`Invalid XML ; cvc-datatype-valid.1.2.1: '${text}' is not a valid value for 'boolean'.`);
  }
  return text === 'true' || text === '1';
}
