import { Authorities } from './authorities';
import { DomainNameDefinition } from './domain-name-definition';
import { Gateway } from './gateway';
import { HttpApiDefinition } from './http-api/http-api-definition';
import { Backends } from './integrations/backends';
import { Invoke } from './lambda-invocation';
import { RestApiDefinition } from './rest-api/rest-api-definition';
import { LocalService } from '../../machine/local-service';
import { Log } from '../../machine/log-line';
import { Measure } from '../../machine/metric';

interface ApiGatewayDefinitions {
  readonly regions: readonly string[];
  readonly restApis: readonly RestApiDefinition[];
  readonly httpApis: readonly HttpApiDefinition[];
  readonly domainNames: readonly DomainNameDefinition[];
}

export interface ApiGatewayProps extends ApiGatewayDefinitions, Omit<Authorities, 'invoke' | 'auth'> {
  readonly invokeIn: (region: string) => Invoke;
  readonly backendsIn: (region: string) => Backends;
  /** Whether anybody asks who callers are. @default true */
  readonly auth?: boolean;
  readonly measure: Measure;
  readonly log: Log;
}

/** API Gateway in all Regions. */
export class ApiGateway implements LocalService {
  readonly name = 'API Gateway';
  readonly signingNames = [];
  gateways: ReadonlyMap<string, Gateway>;

  constructor(private readonly props: ApiGatewayProps) {
    this.gateways = this.createGateways(props);
  }

  /** Requests that are under way end in the gateways where they came in. */
  update(definitions: ApiGatewayDefinitions): [] {
    this.gateways = this.createGateways(definitions);
    return [];
  }

  private createGateways({ regions, restApis, httpApis, domainNames }: ApiGatewayDefinitions): Map<string, Gateway> {
    const { clock, keysOf, identify, invokeIn, backendsIn, auth = true, measure, log } = this.props;
    return new Map(regions.map(region => {
      const isHere = (definition: { region: string }) => definition.region === region;
      return [region, new Gateway({
        clock,
        keysOf,
        identify,
        region,
        restApis: restApis.filter(isHere),
        httpApis: httpApis.filter(isHere),
        domainNames: domainNames.filter(isHere),
        invoke: invokeIn(region),
        backends: backendsIn(region),
        auth,
        measure,
        log,
      })];
    }));
  }
}
