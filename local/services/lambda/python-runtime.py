"""Lambda's Python runtime, as the local Regions need it: a client of the Lambda Runtime API.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""
import decimal
import errno
import http.client
import importlib
import importlib.machinery
import json
import logging
import os
import sys
import time
import traceback

# The SDK that Lambda's runtime provides: it alone is taken from the interpreter's packages, for others are not there on AWS.
PROVIDED = ["boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"]


# What changes files, and how many of the first arguments say where.
WRITERS = {"os.chmod": 1, "os.mkdir": 1, "os.remove": 1, "os.rename": 2, "os.rmdir": 1, "os.truncate": 1, "os.utime": 1}
WRITING = os.O_APPEND | os.O_CREAT | os.O_RDWR | os.O_TRUNC | os.O_WRONLY


class Fault(Exception):
    """An error of the runtime itself, in its words."""

    def __init__(self, error_type, message, trace=()):
        super().__init__(message)
        self.error_type = error_type
        self.trace = list(trace)


class Context:
    """https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = client_context(headers["Lambda-Runtime-Client-Context"])
        self.identity = Bag(cognito_identity_id=None, cognito_identity_pool_id=None)
        self.tenant_id = None
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(self._deadline - int(time.time() * 1000), 0)

    def log(self, message):
        sys.stdout.write(str(message))


class Bag:
    def __init__(self, **members):
        self.__dict__.update(members)


def client_context(text):
    if not text:
        return None
    told = json.loads(text)
    client = told.get("client")
    names = ["installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"]
    return Bag(custom=told.get("custom"), env=told.get("env"), client=client and Bag(**{name: client.get(name) for name in names}))


class Log(logging.Handler):
    """What Python's `logging` writes, with the level, the time and the request."""

    request_id = ""

    def emit(self, record):
        record.aws_request_id = self.request_id
        sys.stdout.write(self.format(record) + "\n")


class Provided:
    """Finds the SDK, and nothing else, among the interpreter's packages."""

    def __init__(self, path):
        self.path = path

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.PathFinder.find_spec(name, self.path) if name in PROVIDED else None


def prepare(root):
    layers = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    packages = [place for place in sys.path if place.endswith(("site-packages", "dist-packages")) and place not in layers]
    own = os.path.dirname(os.path.abspath(__file__))
    sys.path = [root] + [place for place in sys.path if place not in packages and place != own]
    sys.meta_path.append(Provided(packages))
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", line_buffering=True)
    log = Log()
    form = logging.Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
    form.converter = time.gmtime
    log.setFormatter(form)
    logging.getLogger().addHandler(log)
    keep_read_only(root)
    return log


def keep_read_only(root):
    """Has Python refuse, as Lambda's file system does, to change what is below a directory."""

    def watch(event, args):
        count = WRITERS.get(event, 1 if event == "open" and args[2] & WRITING else 0)
        for path in args[:count]:
            if isinstance(path, (str, bytes)) and os.path.abspath(os.fsdecode(path)).startswith(root + os.sep):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), os.fsdecode(path))

    sys.addaudithook(watch)


def load(handler):
    module_name, dot, function_name = handler.rpartition(".")
    if not dot:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}{fix(error)}")
    except SyntaxError as error:
        trace = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise Fault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", trace)
    if not hasattr(module, function_name):
        raise Fault("Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'")
    return getattr(module, function_name)


def fix(error):
    name = (getattr(error, "name", None) or "").split(".")[0]
    if name not in PROVIDED:
        return ""
    sdk = "boto3" if name in ("boto3", "botocore") else name
    return f". Lambda's runtime provides it, the local Regions take it from the app: run `{sys.executable} -m pip install {sdk}`"


def encoded(result):
    if isinstance(result, bytes):
        return result
    try:
        return json.dumps(result, default=number).encode()
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}")


def number(value):
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def described(error, request_id=""):
    """What Lambda tells of an error; the frames of this file are none of the function's."""
    if isinstance(error, Fault):
        error_type, trace = error.error_type, error.trace
    else:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
        error_type, trace = type(error).__name__, traceback.format_list(frames)
    told = {"errorMessage": str(error), "errorType": error_type, "requestId": request_id, "stackTrace": trace}
    print(f"[ERROR] {error_type}: {error}\nTraceback (most recent call last):\n{''.join(trace)}".rstrip("\n"))
    return told


class RuntimeApi:
    def __init__(self):
        self.connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])

    def ask(self, method, path, body=None):
        sys.stdout.flush()
        sys.stderr.flush()
        try:
            self.connection.request(method, "/2018-06-01/runtime/" + path, body)
            response = self.connection.getresponse()
            return response.headers, response.read()
        except (OSError, http.client.HTTPException):
            os._exit(1)  # the Regions have ended

    def tell(self, path, error):
        self.ask("POST", path, json.dumps(error).encode())


def main():
    api = RuntimeApi()
    log = prepare(os.environ["LAMBDA_TASK_ROOT"])
    try:
        handler = load(os.environ["_HANDLER"])
    except Exception as error:
        api.tell("init/error", described(error))
        sys.exit(1)
    while True:
        headers, event = api.ask("GET", "invocation/next")
        request_id = log.request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"] or ""
        try:
            result = encoded(handler(json.loads(event), Context(headers)))
        except Exception as error:
            api.tell(f"invocation/{request_id}/error", described(error, request_id))
        else:
            api.ask("POST", f"invocation/{request_id}/response", result)


main()
