import json
import os

import boto3

hits = boto3.resource("dynamodb").Table(os.environ["HITS_TABLE_NAME"])


def handler(event, context):
    ip_address = event["requestContext"]["identity"]["sourceIp"]
    updated = hits.update_item(
        Key={"ipAddress": ip_address},
        UpdateExpression="ADD hits :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    visits = updated["Attributes"]["hits"]
    return {"statusCode": 200, "body": json.dumps({"message": f"hello from {os.environ['AWS_REGION']}, {ip_address}", "visits": str(visits)})}
