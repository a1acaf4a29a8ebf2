"""Which status changes are open to a person, and the form that asks for what one needs. Pure but for the listing."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation.turn import Reader, Turn
from bot.domain.catalog import FieldType, Option, Validation
from bot.domain.ids import FieldId, StatusKey
from bot.domain.rights import in_time, may_take
from bot.domain.tickets import Meta, RequiredField, Ticket, Transition
from bot.ui.form import Answers, FormField

STEP: Final = FieldId("step")
ONLY_STEP: Final = "to"
_NEEDS: Final = "needs:"
_LONGEST: Final = 2000


async def open_steps(turn: Turn, ticket: Ticket, meta: Meta) -> tuple[Transition, ...]:
    """The legal next steps of this ticket that this person may take now."""
    by_team = turn.backend.capabilities.has_teams
    return tuple(
        step
        for step in await turn.backend.transitions(ticket)
        if step.to != ticket.status
        and may_take(turn.person, ticket, step, meta, by_team=by_team)
        and in_time(ticket, step, meta, now=turn.now)
    )


def step_fields(steps: Sequence[Transition], meta: Meta, reader: Reader) -> tuple[FormField, ...]:
    """What a form asks: which step, where there are several, and everything any of them needs."""
    fields: list[FormField] = []
    if len(steps) > 1:
        options = tuple(Option(value=step.to, label=meta.status(step.to).name) for step in steps)
        fields.append(
            FormField(
                id=STEP,
                label=reader.say("form.status.step"),
                type=FieldType.DROPDOWN,
                required=True,
                options=options,
            )
        )
    asked: dict[str, RequiredField] = {need.key: need for step in steps for need in step.required}
    for key, need in asked.items():
        for_steps = [meta.status(step.to).name for step in steps if any(n.key == key for n in step.required)]
        fields.append(_need_field(need, for_steps, reader, is_certain=len(steps) == 1))
    return tuple(fields)


def step_args(steps: Sequence[Transition]) -> dict[str, str]:
    """What the stored form must remember so that its answers can be checked without asking again."""
    if len(steps) == 1:
        return {ONLY_STEP: steps[0].to}
    return {f"{_NEEDS}{step.to}": "\n".join(need.key for need in step.required) for step in steps}


def chosen_step(args: Mapping[str, str], answers: Answers) -> StatusKey:
    """The status that was chosen."""
    return StatusKey(args.get(ONLY_STEP) or str(answers.get(STEP) or ""))


def missing_needs(args: Mapping[str, str], answers: Answers, reader: Reader) -> dict[FieldId, str]:
    """What the chosen step needs and was not answered, by field."""
    needs = args.get(f"{_NEEDS}{chosen_step(args, answers)}", "")
    return {
        FieldId(key): reader.say("fault.needed_for_step")
        for key in needs.split("\n")
        if key and not str(answers.get(FieldId(key)) or "").strip()
    }


def given_fields(step: Transition, answers: Answers) -> dict[str, str]:
    """The answers this step asks for, by the system's keys."""
    return {need.key: str(answers.get(FieldId(need.key)) or "") for need in step.required}


def _need_field(
    need: RequiredField, for_steps: Sequence[str], reader: Reader, *, is_certain: bool
) -> FormField:
    help_text = None if is_certain else reader.say("form.status.needed_for", steps=", ".join(for_steps))
    return FormField(
        id=FieldId(need.key),
        label=need.label,
        type=FieldType.DROPDOWN if need.options else FieldType.TEXTAREA,
        required=is_certain,
        options=tuple(Option(value=value, label=label) for value, label in need.options),
        help_text=help_text,
        validation=Validation() if need.options else Validation(max_length=_LONGEST),
    )
