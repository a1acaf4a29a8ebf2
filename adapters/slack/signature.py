"""Whether a request is Slack's and can be read: decided on the raw bytes before anybody else parses them.

Source: docs.slack.dev, authentication/verifying-requests-from-slack.
"""

import json
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier

_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")
_SIGNATURE: Final = re.compile(r"v0=[0-9a-f]{64}")


def is_from_slack(verifier: SignatureVerifier, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether signature and time fit. Shape: junk in the headers is a plain no, never an error."""
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    signature = headers.get("X-Slack-Signature", "")
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return False
    try:
        return verifier.is_valid(body, timestamp, signature)
    except UnicodeDecodeError:
        return False


def well_formed(body: bytes, content_type: str) -> str | None:
    """The body as text if slack-bolt can parse it without falling over, else None."""
    try:
        text = body.decode()
        if content_type == "application/json":
            return text if isinstance(json.loads(text), dict) else None
        if content_type != "application/x-www-form-urlencoded":
            return None
        if "payload" not in text:
            return text  # a command: nothing in it can be malformed, and Bolt parses it itself
        fields = dict(parse_qsl(text, keep_blank_values=True))
        if "payload" in fields and not isinstance(json.loads(fields["payload"]), dict):
            return None
    except (ValueError, RecursionError):
        return None
    return text
