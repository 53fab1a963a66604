"""Makes calls with grpcio, and prints what came back.

`grpc_calls.py PORT CALLS`, where CALLS is a list of objects in JSON: `method`, `message` (text, sent as a StringValue) or
`bytes` (numbers, sent as they are), `stream` and `timeout` (in seconds).
"""

import json
import sys

import grpc
from google.protobuf.wrappers_pb2 import StringValue
from google.rpc import error_details_pb2
from grpc_status import rpc_status

DETAILS = {
    name: getattr(error_details_pb2, name)
    for name in ["ErrorInfo", "RetryInfo", "BadRequest", "RequestInfo", "DebugInfo"]
}


def shown(detail):
    """One of the details: its name, and its fields."""
    name = detail.type_url.rsplit(".", 1)[-1]
    message = DETAILS[name]()
    assert detail.Unpack(message)
    if name == "ErrorInfo":
        return [name, message.reason, message.domain, dict(message.metadata)]
    if name == "RetryInfo":
        return [name, message.retry_delay.seconds]
    if name == "BadRequest":
        return [name, [[it.field, it.reason, it.description] for it in message.field_violations]]
    return [name, str(message)] if name == "DebugInfo" else [name, message.request_id]


def failed(error):
    status = rpc_status.from_call(error)
    metadata = dict(error.trailing_metadata())
    return {
        "code": error.code().name,
        "message": error.details(),
        "details": None if status is None else [shown(detail) for detail in status.details],
        "request_id": metadata.get("x-request-id"),
    }


def make(channel, call):
    raw = bytes(call["bytes"]) if "bytes" in call else StringValue(value=call["message"]).SerializeToString()
    kind = channel.unary_stream if call.get("stream") else channel.unary_unary
    method = kind(call["method"], request_serializer=lambda it: it, response_deserializer=StringValue.FromString)
    messages = []
    try:
        response = method(raw, timeout=call.get("timeout", 30))
        for message in response if call.get("stream") else [response]:
            messages.append(message.value)
    except grpc.RpcError as error:
        return {"messages": messages, "error": failed(error)}
    return {"messages": messages, "error": None}


with grpc.insecure_channel(f"127.0.0.1:{sys.argv[1]}") as channel:
    print(json.dumps([make(channel, call) for call in json.loads(sys.argv[2])]))
