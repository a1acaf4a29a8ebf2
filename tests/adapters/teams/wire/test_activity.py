"""What botbuilder gets to see of an activity."""

from typing import Any

import pytest

from adapters.teams.wire.activity import sdk_activity

RAW: dict[str, Any] = {
    "type": "invoke",
    "id": "f:1",
    "name": "task/fetch",
    "action": "add",
    "channelId": "msteams",
    "serviceUrl": "https://smba.example/",
    "replyToId": "2",
    "conversation": {"id": "a:1", "conversationType": "personal"},
    "from": {"id": "29:1", "name": "Jane"},
    "recipient": {"id": "28:1"},
    "entities": "not read here",
}


def test_what_it_dispatches_on_is_there_and_the_rest_as_it_came() -> None:
    """Every member botbuilder reads, under its own name."""
    activity = sdk_activity(RAW)
    found = (activity.type, activity.id, activity.name, activity.action, activity.reply_to_id)
    assert found == ("invoke", "f:1", "task/fetch", "add", "2")
    assert (activity.channel_id, activity.service_url) == ("msteams", "https://smba.example/")
    parties = (activity.conversation.id, activity.from_property.id, activity.recipient.id)
    assert parties == ("a:1", "29:1", "28:1")
    assert activity.additional_properties["raw"] is RAW


@pytest.mark.parametrize(
    "strange",
    [{"id": {}}, {"name": []}, {"recipient": "28:1"}, {"conversation": {"id": ["a"]}}, {"from": 3}],
    ids=str,
)
def test_objects_and_words_are_not_mixed_up(strange: dict[str, Any]) -> None:
    """What is of another kind than it must be is no activity."""
    with pytest.raises(ValueError, match="is no"):
        sdk_activity(RAW | strange)


def test_what_is_left_out_is_none() -> None:
    """A message that answers nothing has no such id; a number stands for its digits."""
    activity = sdk_activity({"type": "message", "id": 7})
    assert (activity.id, activity.reply_to_id, activity.recipient.id) == ("7", None, None)
