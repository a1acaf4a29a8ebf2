"""English sentences: forms, and the few words that the drawn cards add themselves."""

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, str]] = {
    # What is wrong at a field, and what to do.
    "form.required": "Please answer this.",
    "form.required_choice": "Please choose one.",
    "form.required_items": "Please choose at least one.",
    "form.required_tick": "Please tick this to go on.",
    "form.required_date": "Please pick a date.",
    "form.required_moment": "Please pick a date and a time.",
    "form.not_understood": "This answer could not be read. Please enter it again.",
    "form.too_long.one": "This can have {count} character; yours has {length}. Please shorten it.",
    "form.too_long.other": "This can have {count} characters; yours has {length}. Please shorten it.",
    "form.too_short.one": "Please write at least {count} character.",
    "form.too_short.other": "Please write at least {count} characters.",
    "form.wrong_pattern": "This does not look as expected. Please check how it is written.",
    "form.not_an_option": "Please choose from the list; this choice is not on it.",
    "form.too_few_items.one": "Please choose at least {count}.",
    "form.too_few_items.other": "Please choose at least {count}.",
    "form.too_many_items.one": "Please choose only {count}.",
    "form.too_many_items.other": "Please choose at most {count}.",
    "form.not_a_number": "Please enter a number, such as 12 or 1.5.",
    "form.ambiguous_number": "Please leave out the comma, such as 1500 or 1.5: with it this could be read in two ways.",
    "form.number_too_big": "This number is too big. Please enter a smaller one.",
    "form.whole": "Please enter a whole number.",
    "form.decimals.one": "Please use at most {count} digit after the point.",
    "form.decimals.other": "Please use at most {count} digits after the point.",
    "form.too_small": "Please enter {limit} or more.",
    "form.too_large": "Please enter {limit} or less.",
    "form.not_a_date": "Please pick a date, or write it like 2026-12-31.",
    "form.not_a_moment": "Please pick both a date and a time.",
    "form.too_early": "Please pick {date} or later.",
    "form.too_late": "Please pick {date} or earlier.",
    # What a drawn form says by itself.
    "form.no_files": "Files cannot be attached here yet.",
    "form.no_options": "There is nothing to choose from here yet.",
    "form.mistakes.one": "One answer needs another look. Everything you typed is still here.",
    "form.mistakes.other": "{count} answers need another look. Everything you typed is still here.",
    "form.tick": "Yes",
    "form.time_zone": "Times are in the time zone {zone}.",
    "form.time_of": "{label}: time",
    # What a drawn message says by itself.
    "card.more.one": "… and {count} more",
    "card.more.other": "… and {count} more",
    "card.go": "Go",
    "card.choose": "You can choose: {labels}",
}
