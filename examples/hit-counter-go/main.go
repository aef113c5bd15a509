package main

import (
	"os"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdanodejs"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-multi-region/cdk-multi-region-serverless-api/multiregionserverlessapi"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)

	domainName := setting(app, "DOMAIN_NAME", "hello.example.com")
	_, parentName, _ := strings.Cut(domainName, ".")

	api := multiregionserverlessapi.NewMultiRegionServerlessApi(app, jsii.String("HitCounter"), &multiregionserverlessapi.MultiRegionServerlessApiProps{
		Regions: jsii.Strings("us-east-1", "eu-west-1", "ap-southeast-1"),
		Domain: &multiregionserverlessapi.ApiDomain{
			DomainName:   jsii.String(domainName),
			HostedZoneId: jsii.String(setting(app, "HOSTED_ZONE_ID", "Z0123456789EXAMPLE")),
			ZoneName:     jsii.String(setting(app, "ZONE_NAME", parentName)),
		},
		Health: multiregionserverlessapi.HealthCheck_Deep(&multiregionserverlessapi.HealthCheckOptions{
			Name:             jsii.String("hello"),
			Interval:         awscdk.Duration_Seconds(jsii.Number(30)),
			FailureThreshold: jsii.Number(1),
			CheckerRegions:   jsii.Strings("us-east-1", "eu-west-1", "ap-southeast-1"),
		}),
	})

	hits := api.AddGlobalTable(jsii.String("Hits"), &multiregionserverlessapi.GlobalTableProps{
		PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("ipAddress"), Type: awsdynamodb.AttributeType_STRING},
		Encryption:   multiregionserverlessapi.GlobalTableEncryption_AwsManagedKey(),
	})

	for _, region := range *api.RegionalApis() {
		hello := awslambdanodejs.NewNodejsFunction(region, jsii.String("Hello"), &awslambdanodejs.NodejsFunctionProps{
			Entry:       jsii.String("../hit-counter/hello.ts"),
			Runtime:     awslambda.Runtime_NODEJS_24_X(),
			Timeout:     awscdk.Duration_Seconds(jsii.Number(3)),
			Tracing:     awslambda.Tracing_ACTIVE,
			Environment: &map[string]*string{"HITS_TABLE_NAME": hits.TableName()},
		})
		hits.Grant(hello, jsii.String("dynamodb:GetItem"), jsii.String("dynamodb:UpdateItem"))
		region.AddRoute(jsii.String("GET"), jsii.String("/hello"), hello, nil)
	}

	app.Synth(nil)
}

// setting is what the environment says, or else the context, or else a placeholder.
func setting(app awscdk.App, name string, placeholder string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	if value, ok := app.Node().TryGetContext(jsii.String(name)).(string); ok {
		return value
	}
	return placeholder
}
