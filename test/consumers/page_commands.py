"""Runs commands of the AWS CLI, those that the local Regions answer there, others with a sample of an answer.

Reads {"commands": [[word, ...], ...], "samples": {"service Operation": answer}} and writes what is wrong with each command, or null.
A sample has to be as the service's model says, and a query has to find something wherever it looks.
"""
import contextlib
import io
import json
import sys
import time

import jmespath
from awscli.clidriver import create_clidriver
from botocore.awsrequest import AWSResponse
from botocore.validate import ParamValidator

LOCAL = {
    'dynamodb': ['DeleteItem', 'DescribeTable', 'GetItem', 'PutItem', 'Scan'],
    'route53': ['GetHealthCheck', 'GetHealthCheckStatus', 'ListHealthChecks', 'UpdateHealthCheck'],
}


driver = create_clidriver()
given = json.load(sys.stdin)
typed = []  # the words of the command that runs
answers = []


def before_call(model, **_):
    service, operation = model.service_model.service_name, model.name
    if operation in LOCAL.get(service, []) and typed[1] != 'wait':
        return None
    sample = given['samples'].get(f'{service} {operation}', {})
    if sample:
        wrong = ParamValidator().validate(sample, model.output_shape)
        if wrong.has_errors():
            raise ValueError(f'The sample of {service} {operation} is none: {wrong.generate_report()}')
    return AWSResponse('', 200, {}, None), dict(sample)


def problem(words):
    typed[:] = words
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            status = driver.main(words)
        except SystemExit as end:  # of the parser
            status = end.code
    if status != 0:
        return said.getvalue().strip()
    if '--query' in words:
        found = jmespath.search(words[words.index('--query') + 1], answers[-1])
        if is_empty(found):
            return f'The query finds {json.dumps(found)} in {json.dumps(answers[-1], default=str)[:500]}'
    return None


def is_empty(found):
    """Of rows, one has to be complete: a calculated health check has no name, say."""
    if isinstance(found, list) and found:
        empty = [is_empty(item) for item in found]
        return all(empty) if all(isinstance(item, list) for item in found) else any(empty)
    return found in (None, '', [])


time.sleep = lambda _: None  # of waiters
driver.session.register('before-call', before_call)
driver.session.register('after-call', lambda parsed, **_: answers.append(parsed))
json.dump([problem(words) for words in given['commands']], sys.stdout)
