import { Definitions } from './deployed';
import { UnsupportedIntegration } from '../services/api-gateway/api-definition';
import { hasStageVariables } from '../services/api-gateway/stage-variables';

type Routed = Pick<Definitions, 'restApis' | 'httpApis'>;

interface Route {
  readonly integration: { readonly type: string; readonly functionName?: string };
  readonly authorizer?: { readonly type: string; readonly functionName?: string };
}

/** The APIs with 501 as the answer of every route that needs a function which is not here. */
export function withoutAbsentFunctions({ restApis, httpApis, functions, absentFunctions }: Definitions): Routed {
  const present = new Set(functions.map(({ region, functionName }) => `${region} ${functionName}`));
  const answered = <R extends Route>(region: string, route: R): R | (R & { integration: UnsupportedIntegration }) => {
    const absent = [route.authorizer?.functionName, route.integration.functionName].find(name => name !== undefined && !hasStageVariables(name) && !present.has(`${region} ${name}`));
    if (absent === undefined) return route;
    const known = absentFunctions.find(({ functionName, region: own }) => functionName === absent && own === region);
    return { ...route, authorizer: undefined, integration: { type: 'UNSUPPORTED', what: known?.what ?? `${absent}: no template defines the function` } };
  };
  return {
    restApis: restApis.map(api => ({ ...api, methods: api.methods.map(method => answered(api.region, method)) })),
    httpApis: httpApis.map(api => ({ ...api, routes: api.routes.map(route => answered(api.region, route)) })),
  };
}
