import os

from aws_cdk import App, Duration
from aws_cdk.aws_dynamodb import Attribute, AttributeType
from aws_cdk.aws_lambda import Runtime, Tracing
from aws_cdk.aws_lambda_nodejs import NodejsFunction
from cdk_multi_region_serverless_api import (
    ApiDomain,
    GlobalTableEncryption,
    HealthCheck,
    MultiRegionServerlessApi,
)

app = App()


def setting(name: str, placeholder: str) -> str:
    return os.environ.get(name) or app.node.try_get_context(name) or placeholder


domain_name = setting("DOMAIN_NAME", "hello.example.com")

api = MultiRegionServerlessApi(
    app,
    "HitCounter",
    regions=["us-east-1", "eu-west-1", "ap-southeast-1"],
    domain=ApiDomain(
        domain_name=domain_name,
        hosted_zone_id=setting("HOSTED_ZONE_ID", "Z0123456789EXAMPLE"),
        zone_name=setting("ZONE_NAME", domain_name.partition(".")[2]),
    ),
    health=HealthCheck.deep(
        name="hello",
        interval=Duration.seconds(30),
        failure_threshold=1,
        checker_regions=["us-east-1", "eu-west-1", "ap-southeast-1"],
    ),
)

hits = api.add_global_table(
    "Hits",
    partition_key=Attribute(name="ipAddress", type=AttributeType.STRING),
    encryption=GlobalTableEncryption.aws_managed_key(),
)

for region in api.regional_apis:
    hello = NodejsFunction(
        region,
        "Hello",
        entry="../hit-counter/hello.ts",
        runtime=Runtime.NODEJS_24_X,
        timeout=Duration.seconds(3),
        tracing=Tracing.ACTIVE,
        environment={"HITS_TABLE_NAME": hits.table_name},
    )
    hits.grant(hello, "dynamodb:GetItem", "dynamodb:UpdateItem")
    region.add_route("GET", "/hello", hello)

app.synth()
