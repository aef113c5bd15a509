import { Aws, Duration, Lazy } from 'aws-cdk-lib';
import { ApiGateway, CorsSettings } from '../../src';

const kinds: [string, (cors: CorsSettings) => ApiGateway][] = [['rest', cors => ApiGateway.rest({ cors })], ['http', cors => ApiGateway.http({ cors })]];

describe.each(kinds)('CORS of ApiGateway.%s()', (_, gateway) => {
  test.each<[Partial<CorsSettings>, string]>([
    [{ allowOrigins: [] }, '`cors.allowOrigins` must not be empty, got: []'],
    [{ allowOrigins: ['www.example.com'] },
      'Each of `cors.allowOrigins` must be like "https://www.example.com", without a path, or "*", got: "www.example.com"'],
    [{ allowOrigins: ['https://a.example.com/'] },
      'Each of `cors.allowOrigins` must be like "https://www.example.com", without a path, or "*", got: "https://a.example.com/"'],
    [{ allowOrigins: ['https://a\'b'] }, 'Each of `cors.allowOrigins` must be like "https://www.example.com", without a path, or "*", got: "https://a\'b"'],
    [{ allowOrigins: ['https://a.example.com', 'https://a.example.com'] },
      '`cors.allowOrigins` must name each once, got: ["https://a.example.com","https://a.example.com"]'],
    [{ allowOrigins: ['*', 'https://a.example.com'] }, '`cors.allowOrigins` must have "*" alone, got: ["*","https://a.example.com"]'],
    [{ allowOrigins: [Aws.URL_SUFFIX] }, '`cors.allowOrigins` must be literal, because no token may cross a Region, got: "a token"'],
    [{ allowCredentials: true }, '`cors.allowCredentials` must not be with the origin "*", for browsers refuse it, got: ["*"]. Name the origins'],
    [{ allowMethods: [] }, '`cors.allowMethods` must not be empty, got: []'],
    [{ allowMethods: ['GET', 'ANY'] }, 'Each of `cors.allowMethods` must be one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS, got: "ANY"'],
    [{ allowHeaders: ['X Tenant'] }, 'Each of `cors.allowHeaders` must be the name of a header, got: "X Tenant"'],
    [{ exposeHeaders: ['X-Page', 'X-Page'] }, '`cors.exposeHeaders` must name each once, got: ["X-Page","X-Page"]'],
    [{ maxAge: Duration.seconds(86401) }, '`cors.maxAge` must be whole seconds, at most 24 hours, got: "Duration.seconds(86401)"'],
    [{ maxAge: Duration.millis(500) }, '`cors.maxAge` must be whole seconds, at most 24 hours, got: "Duration.millis(500)"'],
  ])('is refused: %j', (cors, message) => {
    expect(() => gateway({ allowOrigins: ['*'], ...cors })).toThrow(message);
  });

  test('is refused with an age that is a token', () => {
    expect(() => gateway({ allowOrigins: ['*'], maxAge: Duration.seconds(Lazy.number({ produce: () => 1 })) }))
      .toThrow('`cors.maxAge` must be literal, because no token may cross a Region, got: "a token"');
  });

  test.each<CorsSettings>([
    { allowOrigins: ['*'], allowCredentials: false, maxAge: Duration.seconds(0) },
    { allowOrigins: ['https://a.example.com', 'http://localhost:8080', 'capacitor://localhost'], allowCredentials: true, maxAge: Duration.hours(24) },
    { allowOrigins: ['*'], allowMethods: ['OPTIONS'], allowHeaders: ['*'], exposeHeaders: ['X-Page'] },
  ])('may be %j', cors => {
    expect(() => gateway(cors)).not.toThrow();
  });
});
