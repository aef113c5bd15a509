package hitcounter;

import io.github.cdkmultiregion.serverlessapi.ApiDomain;
import io.github.cdkmultiregion.serverlessapi.GlobalTable;
import io.github.cdkmultiregion.serverlessapi.GlobalTableEncryption;
import io.github.cdkmultiregion.serverlessapi.GlobalTableProps;
import io.github.cdkmultiregion.serverlessapi.HealthCheck;
import io.github.cdkmultiregion.serverlessapi.HealthCheckOptions;
import io.github.cdkmultiregion.serverlessapi.MultiRegionServerlessApi;
import io.github.cdkmultiregion.serverlessapi.RegionalApi;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.Tracing;
import software.amazon.awscdk.services.lambda.nodejs.NodejsFunction;

public final class HitCounter {
    public static void main(String[] args) {
        App app = new App();
        String domainName = setting(app, "DOMAIN_NAME", "hello.example.com");

        MultiRegionServerlessApi api = MultiRegionServerlessApi.Builder.create(app, "HitCounter")
            .regions(List.of("us-east-1", "eu-west-1", "ap-southeast-1"))
            .domain(ApiDomain.builder()
                .domainName(domainName)
                .hostedZoneId(setting(app, "HOSTED_ZONE_ID", "Z0123456789EXAMPLE"))
                .zoneName(setting(app, "ZONE_NAME", domainName.substring(domainName.indexOf('.') + 1)))
                .build())
            .health(HealthCheck.deep(HealthCheckOptions.builder()
                .name("hello")
                .interval(Duration.seconds(30))
                .failureThreshold(1)
                .checkerRegions(List.of("us-east-1", "eu-west-1", "ap-southeast-1"))
                .build()))
            .build();

        GlobalTable hits = api.addGlobalTable("Hits", GlobalTableProps.builder()
            .partitionKey(Attribute.builder().name("ipAddress").type(AttributeType.STRING).build())
            .encryption(GlobalTableEncryption.awsManagedKey())
            .build());

        for (RegionalApi region : api.getRegionalApis()) {
            NodejsFunction hello = NodejsFunction.Builder.create(region, "Hello")
                .entry("../hit-counter/hello.ts")
                .runtime(Runtime.NODEJS_24_X)
                .timeout(Duration.seconds(3))
                .tracing(Tracing.ACTIVE)
                .environment(Map.of("HITS_TABLE_NAME", hits.getTableName()))
                .build();
            hits.grant(hello, "dynamodb:GetItem", "dynamodb:UpdateItem");
            region.addRoute("GET", "/hello", hello);
        }

        app.synth();
    }

    /** What the environment says, or else the context, or else a placeholder. */
    private static String setting(App app, String name, String placeholder) {
        String value = System.getenv(name);
        if (value != null && !value.isEmpty()) {
            return value;
        }
        Object context = app.getNode().tryGetContext(name);
        return context == null ? placeholder : context.toString();
    }
}
