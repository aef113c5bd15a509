import { Duration, SecretValue, Size } from 'aws-cdk-lib';
import { Period, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AccessLogs, ApiGateway } from 'cdk-multi-region-serverless-api';

/** A REST API with every option. */
export const SHOP_GATEWAY = ApiGateway.rest({
  throttle: { rateLimit: 2000, burstLimit: 1000 },
  cors: {
    allowOrigins: ['https://www.shop.example.com'],
    allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
    allowHeaders: ['Content-Type', 'Authorization'],
    exposeHeaders: ['Location'],
    allowCredentials: true,
    maxAge: Duration.hours(1),
  },
  accessLogs: AccessLogs.cloudWatch({ retention: RetentionDays.THREE_MONTHS, setAccountRole: true }),
  detailedMetrics: true,
  tracing: true,
  usagePlans: [
    // The keys are in Secrets Manager, in secrets that are replicated to every Region.
    {
      name: 'gold',
      apiKeys: [{ name: 'acme', value: SecretValue.secretsManager('shop/acme-key') }],
      throttle: { rateLimit: 100, burstLimit: 200 },
      quota: { limit: 1_000_000, period: Period.MONTH },
    },
    {
      name: 'silver',
      apiKeys: [
        { name: 'initech', value: SecretValue.secretsManager('shop/initech-key') },
        { name: 'umbrella', value: SecretValue.secretsManager('shop/umbrella-key') },
      ],
      throttle: { rateLimit: 10, burstLimit: 20 },
      quota: { limit: 5000, period: Period.DAY },
    },
  ],
  minCompressionSize: Size.kibibytes(2),
  binaryMediaTypes: ['image/png', 'application/pdf'],
  gatewayResponses: [
    { type: ResponseType.THROTTLED, statusCode: '429', responseHeaders: { 'Retry-After': "'1'" } },
    { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, statusCode: '404', templates: { 'application/json': '{"message":"No such route"}' } },
  ],
});
