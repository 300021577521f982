"""What we use of msgraph-sdk, loaded by name.

Its types reach thousands of modules: a type checker that follows them takes 2 GB and a minute.
"""

import json
from functools import cache
from importlib import import_module
from typing import Any, Final

_MODELS = "msgraph.generated.models"
_WHERE = {
    "GraphServiceClient": "msgraph.graph_service_client",
    "GraphRequestAdapter": "msgraph.graph_request_adapter",
    "GraphClientFactory": "msgraph_core",
    "JsonParseNodeFactory": "kiota_serialization_json.json_parse_node_factory",
    "DriveItem": f"{_MODELS}.drive_item",
    "DriveItemUploadableProperties": f"{_MODELS}.drive_item_uploadable_properties",
    "Folder": f"{_MODELS}.folder",
    "Event": f"{_MODELS}.event",
    "DateTimeTimeZone": f"{_MODELS}.date_time_time_zone",
    "ItemBody": f"{_MODELS}.item_body",
    "BodyType": f"{_MODELS}.body_type",
    "Attendee": f"{_MODELS}.attendee",
    "AttendeeType": f"{_MODELS}.attendee_type",
    "EmailAddress": f"{_MODELS}.email_address",
    "OnlineMeetingProviderType": f"{_MODELS}.online_meeting_provider_type",
    "UploadSession": f"{_MODELS}.upload_session",
    "ODataError": f"{_MODELS}.o_data_errors.o_data_error",
    "CreateUploadSessionPostRequestBody": "msgraph.generated.drives.item.items.item"
    ".create_upload_session.create_upload_session_post_request_body",
    "CancelPostRequestBody": "msgraph.generated.users.item.events.item.cancel"
    ".cancel_post_request_body",
}
_BY = {"application": {"id": "a"}, "user": {"id": "u"}}
_AT = {"dateTime": "2027-01-06T10:00:00", "timeZone": "UTC"}
_ANSWERS: Final[dict[str, object]] = {
    "DriveItem": {
        "createdBy": _BY,
        "lastModifiedBy": _BY,
        "parentReference": {"driveId": "d"},
        "file": {"hashes": {"quickXorHash": "h"}},
        "folder": {"childCount": 0},
    },
    "UploadSession": {"uploadUrl": "", "nextExpectedRanges": ["0-"]},
    "Event": {
        "start": _AT,
        "end": _AT,
        "body": {"content": "", "contentType": "text"},
        "attendees": [{"emailAddress": {"address": "a"}, "type": "required"}],
        "onlineMeeting": {"joinUrl": ""},
    },
    "ODataError": {"error": {"code": "c", "message": "m"}},
}


@cache
def load(name: str) -> Any:  # noqa: ANN401 - see above
    """Give a class of the SDK. The first one takes about a second: off the event loop."""
    return getattr(import_module(_WHERE[name]), name)


def load_all() -> None:
    """Load every class that we name, and by reading answers those that the SDK loads for them."""
    for name in _WHERE:
        load(name)
    factory = load("JsonParseNodeFactory")()
    for name, answer in _ANSWERS.items():
        node = factory.get_root_parse_node("application/json", json.dumps(answer).encode())
        node.get_object_value(load(name))
