import os
import urllib.request

from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, IdempotencyConfig, idempotent


@idempotent(
    persistence_store=DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY_TABLE"]),
    config=IdempotencyConfig(event_key_jmespath="pathParameters.charge", raise_on_no_idempotency_key=True),
    key_prefix=os.environ.get("IDEMPOTENCY_KEY_PREFIX"),
)
def handler(event, context):
    charge = event["pathParameters"]["charge"]
    request = urllib.request.Request(os.environ["PROVIDER_URL"], method="POST", headers={"idempotency-key": charge})
    with urllib.request.urlopen(request) as charged:
        return {"statusCode": charged.status, "body": charged.read().decode()}
