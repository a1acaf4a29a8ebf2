"""Raising tickets: stories 1 to 4, 6, 7 and 10."""

from dataclasses import replace

from bot.domain.catalog import Condition, FieldType, Template, TemplateField
from bot.domain.ids import FieldId, TemplateId
from bot.errors import BadInput
from bot.ui.inbound import MessageRef
from bot.ui.replies import FieldErrors, NextPage, Replace
from tests.bot.stage import ALICE, DIRECT, JANE, Stage, account_of, actions, form_of, message_of, words
from tests.fakes.ticketing import LAPTOP, FakeTickets, person

VPN = Template(
    id=TemplateId("tpl_vpn"),
    name="VPN trouble",
    description="The VPN drops or is slow",
    category="Network",
    order=3,
)
PRINTER = Template(
    id=TemplateId("tpl_print"), name="Printer", description="Paper, toner", category="Hardware", order=4
)
DOOR = Template(id=TemplateId("tpl_door"), name="Door badge", description="Rooms", category="Office", order=5)
DRAFT = Template(id=TemplateId("tpl_draft"), name="VPN secret draft", is_published=False)
INACTIVE = Template(id=TemplateId("tpl_old"), name="VPN of old", status="inactive")
OTHERS = Template(id=TemplateId("tpl_hr"), name="VPN for HR", teams=frozenset({"hr"}))
CATALOG = (LAPTOP, VPN, PRINTER, DOOR, DRAFT, INACTIVE, OTHERS)


def _stage(*templates: Template) -> Stage:
    stage = Stage()
    stage.tickets = FakeTickets(people=tuple(stage.tickets.people), templates=templates, now=stage.clock.now)
    return stage


async def test_first_contact_greets_once() -> None:
    """Story 1: a greeting of three lines and two buttons, and silence the second time."""
    stage = Stage()
    (greeting,) = await stage.arrive(JANE)
    again = await stage.arrive(JANE)
    lines = words(message_of(greeting)).split("\n")
    assert (len(lines), list(actions(message_of(greeting))), again) == (4, ["New ticket", "My tickets"], [])


async def test_words_lead_to_the_closest_items_and_their_form() -> None:
    """Story 2: three items and "Something else"; picking one opens its form with the words filled in."""
    stage = _stage(*CATALOG)
    (offer,) = await stage.say(JANE, "new my VPN drops every hour")
    assert words(message_of(offer)).split("\n")[2].startswith("VPN trouble")
    assert list(actions(message_of(offer))) == ["Choose", "Something else"]
    form = form_of(await stage.click(JANE, actions(message_of(offer))["Choose"]))
    assert [field.value for field in form.fields] == ["my VPN drops every hour"] * 2


async def test_something_else_keeps_the_words() -> None:
    """Story 2: without a fitting item the words are in the plain form."""
    stage = _stage(*CATALOG)
    (offer,) = await stage.say(JANE, "new my chair squeaks. It is loud.")
    form = form_of(await stage.click(JANE, actions(message_of(offer))["Something else"]))
    assert [field.value for field in form.fields] == ["my chair squeaks.", "my chair squeaks. It is loud."]


async def test_only_published_items_of_ones_own_teams_exist() -> None:
    """Story 3: drafts, inactive items and others' items are neither listed nor found, and not opened by id."""
    stage = _stage(*CATALOG)
    (listed,) = await stage.say(JANE, "catalog")
    (searched,) = await stage.say(JANE, "catalog vpn")
    shown = words(message_of(listed)) + words(message_of(searched))
    hidden = [item.name for item in (DRAFT, INACTIVE, OTHERS) if item.name in shown]
    answers = [
        await stage.press(JANE, "raise", {"template": str(item.id)}) for item in (DRAFT, INACTIVE, OTHERS)
    ]
    unknown = await stage.press(JANE, "raise", {"template": "tpl_no_such_thing"})
    assert (hidden, answers) == ([], [unknown] * 3)


async def test_a_big_catalog_goes_by_category_and_page() -> None:
    """Story 3: many items are shown by category, in pages, in the same message."""
    items = tuple(
        Template(id=TemplateId(f"t{n}"), name=f"Item {n}", category=f"Category {n % 2}", order=n)
        for n in range(30)
    )
    stage = _stage(*items)
    (overview,) = await stage.say(JANE, "catalog")
    assert words(message_of(overview)).split("\n")[2:] == ["Category 0 | 15 items", "Category 1 | 15 items"]
    here = MessageRef(conversation=DIRECT.conversation, id="m1")
    (opened,) = await stage.click(JANE, actions(message_of(overview))["Open"], message=here)
    (turned,) = await stage.click(JANE, actions(message_of(opened))["Next"], message=here)
    assert (isinstance(turned, Replace), len(words(message_of(turned)).split("\n"))) == (True, 8)


async def test_just_writing_is_offered_and_no_thanks_is_respected() -> None:
    """Story 4: free text creates nothing; "No, thanks" forgets the words."""
    stage = _stage(*CATALOG)
    (offer,) = await stage.say(JANE, "my VPN drops every hour", is_explicit=False)
    here = MessageRef(conversation=DIRECT.conversation, id="m1")
    (answer,) = await stage.click(JANE, actions(message_of(offer))["No, thanks"], message=here)
    assert (isinstance(answer, Replace), stage.tickets.tickets, stage.storage.forms.kept) == (True, {}, {})


async def test_a_mistake_stands_at_its_field_and_everything_is_kept() -> None:
    """Story 6: the check names the field, and the form comes back with what was typed."""
    stage = Stage()
    form = form_of(await stage.press(JANE, "raise", {"template": "tpl_laptop"}))
    submit = stage.submit_of(JANE, form, {"standard_subject": "A laptop", "field_justification": "Broken"})
    errors = await stage.bot.press(submit, live=False)
    assert isinstance(errors, FieldErrors)
    assert list(errors.errors) == ["field_laptop_type"]
    assert errors.form.field(FieldId("field_justification")).value == "Broken"


async def test_the_system_s_no_opens_the_form_again() -> None:
    """Story 6: when only the ticketing system finds the mistake, one button brings everything back."""
    stage = Stage()
    form = form_of(await stage.press(JANE, "raise", {"template": ""}))
    stage.tickets.fail_next(BadInput(errors={"standard_subject": "Too vague"}), method="create")
    (reply,) = await stage.send(
        JANE, form, {"standard_subject": "Help", "standard_description": "It is broken"}
    )
    assert "In one line: Too vague" in words(message_of(reply))
    again = form_of(await stage.click(JANE, actions(message_of(reply))["Open the form again"]))
    assert [field.value for field in again.fields] == ["Help", "It is broken"]
    assert again.field(FieldId("standard_subject")).error == "Too vague"


async def test_done_says_number_and_who_and_follows_changes() -> None:
    """Story 7: the ticket is there with its number and who looks at it, and the same message shows a later change."""
    stage = Stage()
    form = form_of(await stage.press(JANE, "raise", {"template": "tpl_laptop"}))
    answers: dict[str, object] = {"standard_subject": "A laptop", "field_laptop_type": "Standard"}
    (done,) = await stage.send(JANE, form, answers)
    (ticket,) = stage.tickets.tickets.values()
    assert words(message_of(done)).split("\n")[0] == f"{ticket.number} is raised. IT Support will look at it."
    await stage.say(JANE, f"comment {ticket.number} any news?")
    (_, tracked) = await stage.storage.tracked.of_ticket(stage.tickets.connection, ticket.id)
    assert [ref for ref, _ in stage.channel.edits] == [tracked.ref]
    assert "Jane: any news?" in words(stage.channel.edits[0][1])


async def test_the_same_form_sent_three_times_is_one_ticket() -> None:
    """Story 8: three clicks are one receipt, and a form opened by one click cannot be sent again later."""
    stage = Stage()
    form = form_of(await stage.press(JANE, "raise", {"template": ""}))
    submit = stage.submit_of(JANE, form, {"standard_subject": "Help"})
    shown = [await stage.do(submit) for _ in range(3)]
    late = await stage.do(submit.model_copy(update={"key": "another"}))
    assert ([len(replies) for replies in shown], len(stage.tickets.tickets)) == ([1, 0, 0], 1)
    assert "already" in words(message_of(late[0]))


async def test_somebody_else_s_form_is_nobody_s() -> None:
    """A form's token in other hands opens nothing and sends nothing."""
    stage = Stage()
    form = form_of(await stage.press(JANE, "raise", {"template": ""}))
    await stage.do(stage.submit_of(ALICE, form, {"standard_subject": "Help"}))
    await stage.press(ALICE, "resume", {"form": form.token})
    assert (stage.tickets.tickets, stage.outcome) == ({}, "refused")


async def test_a_hidden_question_s_answer_is_not_sent_and_a_shown_one_is_asked_for() -> None:
    """A condition decides at the server which answers count and which are missing."""
    gpu = TemplateField(
        id=FieldId("gpu"),
        label="Which card?",
        type=FieldType.TEXT,
        visible_when=Condition(op="eq", field=FieldId("field_laptop_type"), value="Developer"),
        required_when=Condition(op="eq", field=FieldId("field_laptop_type"), value="Developer"),
    )
    stage = _stage(LAPTOP.model_copy(update={"fields": (*LAPTOP.fields, gpu)}))
    form = form_of(await stage.press(JANE, "raise", {"template": "tpl_laptop"}))
    answers: dict[str, object] = {"standard_subject": "A", "field_laptop_type": "Developer"}
    asked = await stage.bot.press(stage.submit_of(JANE, form, answers), live=True)
    assert isinstance(asked, NextPage)
    assert asked.form.notice == "Your answers lead to one more question."
    errors = await stage.bot.press(stage.submit_of(JANE, form, {**answers, "gpu": ""}), live=True)
    await stage.send(JANE, form, {"standard_subject": "A", "field_laptop_type": "Standard", "gpu": "big"})
    (ticket,) = stage.tickets.tickets.values()
    assert (isinstance(errors, FieldErrors) and list(errors.errors), ticket.values) == (
        ["gpu"],
        {"field_laptop_type": "Standard"},
    )


async def test_somebody_without_a_role_cannot_raise() -> None:
    """Story 16: the help desk knows the person and gave no role: a kind refusal that names whom to ask."""
    stage = Stage()
    nobody = person("nora").model_copy(update={"roles": frozenset()})
    stage.tickets.people = [nobody]
    stage.directory.put(account_of(nobody))
    (reply,) = await stage.press(nobody, "raise", {"template": ""})
    assert "Please ask the IT desk" in words(message_of(reply))


async def test_talk_that_no_item_fits_is_offered_without_items() -> None:
    """Story 4: nobody who only wrote is shown items that have nothing to do with it."""
    stage = _stage(*CATALOG)
    (offer,) = await stage.say(JANE, "xyzzy", is_explicit=False)
    assert list(actions(message_of(offer))) == ["Raise a ticket", "No, thanks", "Help"]


async def test_two_words_that_look_like_a_command_can_be_raised() -> None:
    """Story 1: "not working" is asked back, and one click raises it with its words."""
    stage = _stage(*CATALOG)
    (asked,) = await stage.say(JANE, "not working", is_explicit=False)
    form = form_of(await stage.click(JANE, actions(message_of(asked))["Raise a ticket"]))
    assert form.field(FieldId("standard_subject")).value == "not working"


async def test_a_system_without_catalog_says_so() -> None:
    """Story 3: one sentence, and the one form a click away."""
    stage = _stage()
    stage.tickets.capabilities = replace(stage.tickets.capabilities, has_catalog=False)
    (answer,) = await stage.say(JANE, "catalog")
    assert words(message_of(answer)).startswith("Your help desk has no catalog to pick from.")
    assert list(actions(message_of(answer))) == ["New ticket"]


OWNER = TemplateField(id=FieldId("owner"), label="Owner", type=FieldType.USER, required=True)
EVENT = Template(id=TemplateId("tpl_event"), name="Event", fields=(OWNER,))


async def test_a_picked_person_is_known_to_the_help_desk_by_e_mail() -> None:
    """Story 3: the chat's id of a person means nothing to the ticketing system."""
    stage = _stage(EVENT)
    form = form_of(await stage.press(JANE, "raise", {"template": "tpl_event"}))
    picked = account_of(ALICE).ref.id
    await stage.send(JANE, form, {"standard_subject": "A fair", "owner": picked})
    (ticket,) = stage.tickets.tickets.values()
    assert ticket.values["owner"] == ALICE.email


async def test_a_picked_person_without_e_mail_is_a_mistake_at_the_field() -> None:
    """Story 6: the person can pick somebody else, and everything typed is kept."""
    stage = _stage(EVENT)
    form = form_of(await stage.press(JANE, "raise", {"template": "tpl_event"}))
    (told,) = await stage.send(JANE, form, {"standard_subject": "A fair", "owner": "U-nobody"})
    assert "Owner: I cannot find this person's e-mail address." in words(message_of(told))
    assert stage.tickets.tickets == {}


async def test_what_the_form_did_not_ask_for_is_told_without_a_key() -> None:
    """Story 6: the system may refuse something that has no field, such as who asks."""
    stage = Stage()
    form = form_of(await stage.press(JANE, "raise", {"template": ""}))
    stage.tickets.fail_next(BadInput(errors={"requester": "Nobody knows this person"}), method="create")
    (reply,) = await stage.send(JANE, form, {"standard_subject": "Help"})
    assert words(message_of(reply)).split("\n")[1] == "Nobody knows this person"
