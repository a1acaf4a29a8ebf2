"""Identifiers, one type each, so that a bare string never crosses a port as an id. Ids are opaque text."""

from typing import Literal, NewType

ChannelName = Literal["slack", "teams"]

ConnectionId = NewType("ConnectionId", str)  # one configured ticketing system
TicketId = NewType("TicketId", str)  # the vendor's id for paths
TemplateId = NewType("TemplateId", str)
FieldId = NewType("FieldId", str)
UserId = NewType("UserId", str)  # a user in the ticketing system
StatusKey = NewType("StatusKey", str)
PriorityKey = NewType("PriorityKey", str)
TeamKey = NewType("TeamKey", str)
WorkspaceId = NewType("WorkspaceId", str)  # a Slack workspace or a Teams tenant
AccountId = NewType("AccountId", str)  # a person's identity in one workspace
ConversationId = NewType("ConversationId", str)  # a place a message can be posted
ReceiptId = NewType("ReceiptId", str)
NoticeId = NewType("NoticeId", str)
FormToken = NewType("FormToken", str)  # names one opened form
