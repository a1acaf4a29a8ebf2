"""Every limit of the platforms that a drawn card must keep, each with its source. Nothing else knows one."""

from typing import Final

# --- Slack. docs.slack.dev/reference/..., read 2026-11-22 ------------------------------------------------------
# Lengths are counted here in UTF-16 units, which is never less than Slack's count: emoji get a margin for free.

SLACK_MESSAGE_BLOCKS: Final = 50
"""Blocks of a message. Source: docs.slack.dev/reference/methods/chat.postMessage."""

SLACK_MESSAGE_TEXT: Final = 4_000
"""The text beside the blocks. Source: docs.slack.dev/reference/methods/chat.update, error msg_too_long."""

SLACK_VIEW_BLOCKS: Final = 100
"""Blocks of a modal. Source: docs.slack.dev/reference/views."""

SLACK_VIEW_TITLE: Final = 24
"""Title, submit and close of a modal. Source: docs.slack.dev/reference/views."""

SLACK_VIEW_BYTES: Final = 250_000
"""A whole modal. Source: docs.slack.dev/reference/methods/views.open, error view_too_large."""

SLACK_PRIVATE_METADATA: Final = 3_000
"""What a modal carries for us. Source: docs.slack.dev/reference/views."""

SLACK_SECTION_TEXT: Final = 3_000
"""Text of a section. Source: docs.slack.dev/reference/block-kit/blocks/section-block."""

SLACK_RICH_TEXT: Final = 3_000
"""Text of one rich_text block. The vendor names no figure; a section's is taken."""

SLACK_CONTEXT_TEXT: Final = 2_000
"""Text of a context element. The vendor names no figure; a section field's is taken."""

SLACK_HEADER: Final = 150
"""Text of a header. Source: docs.slack.dev/reference/block-kit/blocks/header-block."""

SLACK_ACTIONS: Final = 25
"""Elements of an actions block. Source: docs.slack.dev/reference/block-kit/blocks/actions-block."""

SLACK_LABEL: Final = 2_000
"""Label and hint of an input. Source: docs.slack.dev/reference/block-kit/blocks/input-block."""

SLACK_ID: Final = 255
"""block_id, action_id and callback_id. Source: docs.slack.dev/reference/block-kit/blocks/input-block."""

SLACK_BUTTON_TEXT: Final = 75
"""Text of a button. Source: docs.slack.dev/reference/block-kit/block-elements/button-element."""

SLACK_BUTTON_VALUE: Final = 2_000
"""Value of a button. Source: docs.slack.dev/reference/block-kit/block-elements/button-element."""

SLACK_URL: Final = 3_000
"""Address of a button. Source: docs.slack.dev/reference/block-kit/block-elements/button-element."""

SLACK_OPTION_TEXT: Final = 75
"""Text of an option. Source: docs.slack.dev/reference/block-kit/composition-objects/option-object."""

SLACK_OPTION_VALUE: Final = 150
"""Value of an option. Source: docs.slack.dev/reference/block-kit/composition-objects/option-object."""

SLACK_SELECT_OPTIONS: Final = 100
"""Options of a select, and of an answer to block_suggestion.

Source: docs.slack.dev/reference/block-kit/block-elements/select-menu-element.
"""

SLACK_RADIO_OPTIONS: Final = 10
"""Options of radio buttons. Source: docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element."""

SLACK_PLACEHOLDER: Final = 150
"""Placeholder. Source: docs.slack.dev/reference/block-kit/block-elements/select-menu-element."""

SLACK_INPUT_TEXT: Final = 3_000
"""min_length, max_length and initial value of a text input.

Source: docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element.
"""

SLACK_FIRST_PICKED_SECOND: Final = 1_000_000_000
"""The smallest ten-digit second. Source: docs.slack.dev/reference/block-kit/block-elements/datetime-picker-element."""

SLACK_LAST_PICKED_SECOND: Final = 9_999_999_999
"""The largest ten-digit second; same source."""

# --- Microsoft Teams. learn.microsoft.com/en-us/microsoftteams/platform/..., read 2026-11-22 ---------------------

TEAMS_CARD_VERSION: Final = "1.5"
"""The newest Adaptive Card version bots may use. Source: task-modules-and-cards/cards/cards-reference."""

TEAMS_MESSAGE_BYTES: Final = 80_000
"""A whole message in UTF-16, mentions included. Source: bots/how-to/format-your-bot-messages."""

TEAMS_TYPE_AHEAD_RESULTS: Final = 15
"""Results shown while typing. Source: task-modules-and-cards/cards/dynamic-search."""

# --- Ours ----------------------------------------------------------------------------------------------------

ROW_TEXT: Final = 500
"""Title or detail of one row: more is not read in a list."""

LABEL_TEXT: Final = 2_000
"""A label or help line in Teams, which names no limit."""

SUMMARY_TEXT: Final = 12_000
"""All answers of a form, shown once more before it is sent: each gets its share, so that they fit one card."""

OPTION_TEXT: Final = 200
"""Label of a choice in Teams, which names no limit: a hundred of them still fit a card."""

BLOCK_TEXT: Final = 4_000
"""One text of a Teams card: with a few of them the card still fits."""

EXPANDED_OPTIONS: Final = 10
"""Choices shown one below the other; more of them fold into a list."""

MENU_BUTTONS: Final = 6
"""Choices of a menu that Teams shows as buttons; more of them become a list. Source: Teams shows six actions."""

BUTTON_LABEL: Final = 75
"""Text of a button in Teams, which names no limit; Slack's is taken, so that both read alike."""
