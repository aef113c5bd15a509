"""Calls operations with boto3: a line of JSON in, a line of JSON out."""
import json
import re
import sys

import boto3
from botocore.exceptions import ClientError

endpoint, region = sys.argv[1:]
clients = {}
for line in sys.stdin:
    service, operation, parameters = json.loads(line)
    if service not in clients:
        clients[service] = boto3.client(service, endpoint_url=endpoint, region_name=region, aws_access_key_id="local", aws_secret_access_key="local")
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    try:
        answer = {"output": getattr(clients[service], method)(**parameters)}
    except ClientError as error:
        answer = {"error": error.response["Error"]["Code"]}
    print(json.dumps(answer, default=str), flush=True)
