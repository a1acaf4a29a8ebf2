"""English sentences: what the channels say by themselves, around what the core answers."""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, str]] = {
    "channel.bot_name": "Help desk",
    "channel.close": "Close",
    "channel.loading": "One moment, the form is on its way.",
    "channel.sending": "Sending. You can close this; the answer also comes to our direct chat.",
    "channel.sending_dialog": "Sending. You can close this; the answer comes to our direct chat.",
    "channel.sending_card": "Sending your answers…",
    "channel.got_it": "Got it.",
    "channel.working_for": "Working on it for {name}…",
    "channel.form_ready": "Here is the form: {title}",
    "channel.open_form": "Fill in the form",
    "channel.see_direct": "{name}, the answer is for you alone: it is in our direct chat.",
    "channel.no_direct": "{name}, the answer is for you alone and I cannot write to you directly yet. "
    "Add me as a personal app, then ask again.",
    "channel.form_too_big": "I cannot show the form “{title}” here: it holds more than this app can display, so "
    "nothing was sent. Please ask your help desk for it directly.",
    "channel.done": "Done. The answer is in our direct chat.",
    "channel.slow_form": "The help desk is slow right now. I will send the form to our direct chat.",
    "channel.hello": "Hello",
    "channel.got_it_in_room": "Got it. What is for you alone comes to our direct chat.",
    "channel.sent_before": "This form was sent before. The answer to it is on its way, or in our chat already.",
    "channel.stranger": "I can only help people of the company that runs this help desk. "
    "Please ask your own help desk.",
    "channel.trouble": "Something went wrong on our side. Please try again. (Ref {id})",
}
