from aws_cdk import App, Duration, TimeZone
from aws_cdk.aws_lambda import Code, Function, Runtime
from aws_cdk.aws_scheduler import ScheduleExpression
from cdk_multi_region_serverless_api import (
    ApiDomain,
    Drain,
    FailureDestination,
    MaxConcurrency,
    MultiRegionServerlessApi,
    Runs,
    WhileDrained,
)

app = App()
api = MultiRegionServerlessApi(
    app,
    "Shop",
    regions=["us-east-1", "eu-west-1"],
    domain=ApiDomain(domain_name="shop.example.com", hosted_zone_id="Z0123456789EXAMPLE", zone_name="example.com"),
    drain=Drain.by_peers(),
)
daily = api.add_schedule(
    "Daily",
    schedule=ScheduleExpression.cron(hour="8", minute="0", time_zone=TimeZone.EUROPE_BERLIN),
    runs=Runs.once(takeover=Duration.minutes(5)),
)
orders = api.add_queue("Orders", max_receives=5, while_drained=WhileDrained.pause())

for region in api.regional_apis:

    def function(name: str, **props) -> Function:
        return Function(
            region,
            name,
            runtime=Runtime.NODEJS_24_X,
            handler="index.handler",
            code=Code.from_inline("exports.handler = async () => ({ batchItemFailures: [] });"),
            timeout=Duration.seconds(20),
            **props,
        )

    failed = region.add_failure_destination("Reports", FailureDestination.queue())
    daily.invoke(function("Remind"))
    orders.consume(function("Worker"), batch_size=10, max_concurrency=MaxConcurrency.in_all_regions(6))
    region.add_queue_route("POST", "/orders", orders)
    function("Report", on_failure=failed)

app.synth()
