"""TeamsWork's calls over HTTP: reads requests, asks the store, writes answers.

Source: www.teamswork.app/ticketingapi; attachments and /activities for writing from a public copy of the vendor's
API description.
"""

from typing import Any

from aiohttp import web

from sandbox.ticketing.desk import Desk
from sandbox.ticketing.errors import NotFound
from sandbox.ticketing.model import Ticket, UserRef
from sandbox.ticketing.options import Options
from sandbox.ticketing.teamswork import query, wire, writes
from sandbox.ticketing.teamswork.gate import Bad, Gate
from sandbox.ticketing.teamswork.instance import TEAM, instance, tag_categories
from sandbox.ticketing.teamswork.labels import RESOLUTIONS, STATUS_LABELS, Names, steps_to
from sandbox.ticketing.teamswork.uploads import read_json, read_upload

PREFIX = "/teamswork/v1"


def add_routes(app: web.Application, desk: Desk, options: Options) -> Gate:
    """Mount the face on `app`; the gate is returned so that the budget of calls can be reset."""
    gate = Gate(desk.clock, limit=options.teamswork_limit, window_s=options.teamswork_window_s)
    face = Face(desk, options)
    read, write = gate.reading, gate.writing
    ticket = f"{PREFIX}/tickets/{{ticket_id}}"
    app.router.add_get(f"{PREFIX}/tickets", read(face.list_tickets))
    app.router.add_post(f"{PREFIX}/tickets", write(face.create))
    app.router.add_get(
        f"{PREFIX}/tickets/activity/{{activity_id}}/attachments", read(face.list_attached_with)
    )
    app.router.add_get(ticket, read(face.read))
    app.router.add_put(ticket, write(face.update))
    app.router.add_put(f"{ticket}/status", write(face.set_status))
    app.router.add_post(f"{ticket}/status", write(face.set_status))
    app.router.add_get(f"{ticket}/activities", read(face.list_activities))
    app.router.add_post(f"{ticket}/activities", write(face.add_activity))
    app.router.add_post(f"{ticket}/comments", write(face.add_comment))
    app.router.add_get(f"{ticket}/attachments", read(face.list_attachments))
    app.router.add_post(f"{ticket}/attachments", write(face.attach))
    app.router.add_get(f"{PREFIX}/instance", read(face.read_instance))
    app.router.add_get(f"{PREFIX}/tags", read(face.read_tags))
    app.router.add_get("/teamswork/files/{attachment_id}/{name}", face.download)
    return gate


class Face:
    """The handlers. Shape: only tickets of this instance's team exist here."""

    def __init__(self, desk: Desk, options: Options) -> None:
        """On this desk."""
        self._desk = desk
        self._options = options
        self._names = Names(desk.people)

    async def list_tickets(self, request: web.Request) -> web.Response:
        """GET /tickets."""
        token = request.headers.get("continuationToken")
        offset = query.whole(request.query, "offset", 0, low=0, high=10**9)
        limit = query.whole(request.query, "limit", query.DEFAULT_LIMIT, low=1, high=query.MAX_LIMIT)
        found = query.chosen(await self._tickets(), request.query)
        rows, following = query.page(found, offset=query.offset_of(token) if token else offset, limit=limit)
        has_html = _includes(request, "description_HTML")
        items = [query.selected(self._row(ticket, has_html=has_html), request.query) for ticket in rows]
        return _items(items, following)

    async def read(self, request: web.Request) -> web.Response:
        """GET /tickets/{ticketId}."""
        query.timezone_h(request.query)
        return self._item(request, await self._ticket(request))

    async def create(self, request: web.Request) -> web.Response:
        """POST /tickets."""
        query.timezone_h(request.query)
        body = await read_json(request)
        actor = writes.actor(body, self._names)
        sent = writes.member(body, "ticket")
        facts = writes.changes(sent, self._names, allowed=self._assignable())
        if "subject" not in facts or "requester" not in facts:
            raise Bad("title and requestor are required.")
        if not self._options.keeps_priority_on_create:
            facts.pop("priority", None)
        made = await self._desk.store.create(
            **{"description": "", "priority": "medium"} | facts, team=TEAM, actor=actor, source="teamswork"
        )
        return self._item(request, made)

    async def update(self, request: web.Request) -> web.Response:
        """PUT /tickets/{ticketId}; the changes may come as `updates` or as `ticket`."""
        ticket = await self._ticket(request)
        body = await read_json(request)
        actor = writes.actor(body, self._names)
        sent = writes.member(body, "updates", "ticket")
        changes = writes.changes(sent, self._names, allowed=self._assignable(), before=ticket)
        return self._item(request, await self._update(ticket, changes, actor))

    async def set_status(self, request: web.Request) -> web.Response:
        """PUT or POST /tickets/{ticketId}/status."""
        ticket = await self._ticket(request)
        body = await read_json(request)
        actor = writes.actor(body, self._names)
        label, resolution = str(body.get("status", "")).strip(), body.get("resolution")
        if label not in STATUS_LABELS:
            raise Bad("status is not known.")
        if resolution is not None and resolution not in RESOLUTIONS:
            raise Bad("resolution must be fixed, cannotResolve or cancelled.")
        now = self._desk.clock.now()
        if label not in wire.next_labels(ticket, rules=self._desk.rules, now=now):
            raise Bad(f"{label} is not a next step of this ticket.")
        comment = writes.text_or_html(body, "comment")
        steps = steps_to(ticket, label)
        if label in ("Resolved", "Closed"):
            steps[-1] |= {"resolution": resolution} if resolution else {}
            steps[-1] |= {"resolution_comment": comment} if comment else {}
        for step in steps:
            ticket = await self._update(ticket, step, actor)
        if comment:
            await self._desk.store.comment(ticket.id, text=comment, actor=actor, source="teamswork")
        return self._item(request, await self._desk.store.get(ticket.id))

    async def list_activities(self, request: web.Request) -> web.Response:
        """GET /tickets/{ticketId}/activities, newest first."""
        ticket = await self._ticket(request)
        has_html = _includes(request, "comment_HTML")
        comments = {comment.id: comment for comment in await self._desk.store.comments(ticket.id)}
        files = await self._files_by_comment(request, ticket.id)
        found: list[dict[str, Any]] = []
        for change in await self._desk.store.history(ticket.id):
            comment = comments.get(change.comment_id or "") if change.kind == "commented" else None
            if comment is not None:
                sent = files.get(comment.id, [])
                found.append(wire.comment_activity(comment, self._names, files=sent, has_html=has_html))
            elif change.kind == "updated" and (shown := wire.change_activity(change, self._names)):
                found.append(shown)
        found.reverse()
        token = request.headers.get("continuationToken")
        limit = query.whole(
            request.query, "limit", max(len(found), 1), low=1, high=max(query.MAX_LIMIT, len(found))
        )
        rows, following = query.page(found, offset=query.offset_of(token) if token else 0, limit=limit)
        return _items(list(rows), following)

    async def add_comment(self, request: web.Request) -> web.Response:
        """POST /tickets/{ticketId}/comments."""
        return web.json_response(_ok({"item": await self._comment(request)}))

    async def add_activity(self, request: web.Request) -> web.Response:
        """POST /tickets/{ticketId}/activities."""
        return web.json_response(_ok({"item": await self._comment(request)}), status=201)

    async def list_attachments(self, request: web.Request) -> web.Response:
        """GET /tickets/{ticketId}/attachments."""
        ticket = await self._ticket(request)
        found = await self._desk.store.attachments(ticket.id)
        return _items([wire.attachment(item, base_url=_base(request)) for item in found], None)

    async def list_attached_with(self, request: web.Request) -> web.Response:
        """GET /tickets/activity/{activityId}/attachments; any other activity answers 500."""
        found = await self._desk.store.attached_with(request.match_info["activity_id"])
        if not found:
            raise Bad("Internal server error", status=500)
        return _items([wire.attachment(item, base_url=_base(request)) for item in found], None)

    async def attach(self, request: web.Request) -> web.Response:
        """POST /tickets/{ticketId}/attachments: links as JSON, files as a form; recorded as one activity."""
        ticket = await self._ticket(request)
        upload = await read_upload(request, max_bytes=self._desk.rules.max_attachment_bytes)
        actor = writes.actor(upload.body, self._names)
        store = self._desk.store
        comment = await store.comment(
            ticket.id, text=upload.comment, is_private=upload.is_private, actor=actor, source="teamswork"
        )
        made = [
            await store.attach(
                ticket.id,
                name=item.name,
                content_type=item.content_type,
                content=item.content,
                src=item.src,
                comment_id=comment.id,
                actor=actor,
                source="teamswork",
            )
            for item in upload.sent
        ]
        files = [wire.attachment(item, base_url=_base(request)) for item in made]
        item = wire.comment_item(
            comment, ticket, self._names, files=files, has_html=_includes(request, "comment_HTML")
        )
        return web.json_response(_ok({"item": item}), status=201)

    async def read_instance(self, request: web.Request) -> web.Response:
        """GET /instance."""
        query.timezone_h(request.query)
        return web.json_response(_ok({"item": instance(self._desk.people)}))

    async def read_tags(self, _: web.Request) -> web.Response:
        """GET /tags."""
        return _items(tag_categories(await self._tickets()), None)

    async def download(self, request: web.Request) -> web.Response:
        """A stored file; its address is as hard to guess as its id."""
        try:
            found = await self._desk.store.attachment(request.match_info["attachment_id"])
        except NotFound:
            raise web.HTTPNotFound from None
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=found.content or b"", content_type=found.content_type, headers=headers)

    async def _comment(self, request: web.Request) -> dict[str, Any]:
        ticket = await self._ticket(request)
        body = await read_json(request)
        actor = writes.actor(body, self._names)
        text = writes.text_or_html(body, "comment")
        if not text or not text.strip():
            raise Bad("comment is required.")
        made = await self._desk.store.comment(
            ticket.id, text=text, is_private=body.get("isPrivate") is True, actor=actor, source="teamswork"
        )
        has_html = _includes(request, "comment_HTML")
        return wire.comment_item(made, ticket, self._names, files=[], has_html=has_html)

    async def _files_by_comment(
        self, request: web.Request, ticket_id: str
    ) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for item in await self._desk.store.attachments(ticket_id):
            found.setdefault(item.comment_id or "", []).append(wire.attachment(item, base_url=_base(request)))
        return found

    async def _tickets(self) -> list[Ticket]:
        return await self._desk.store.search(where=lambda ticket: ticket.team == TEAM)

    async def _ticket(self, request: web.Request) -> Ticket:
        ticket = await self._desk.store.get(request.match_info["ticket_id"])
        if ticket.team != TEAM or ticket.id != request.match_info["ticket_id"]:
            raise NotFound(ticket.id)
        return ticket

    async def _update(self, ticket: Ticket, changes: dict[str, Any], actor: UserRef) -> Ticket:
        return await self._desk.store.update(ticket.id, changes, actor=actor, source="teamswork")

    def _assignable(self) -> frozenset[str]:
        return frozenset(person.helpdesk_id for person in self._desk.people.agents(TEAM))

    def _row(self, ticket: Ticket, *, has_html: bool) -> dict[str, Any]:
        rich = {"description_HTML": wire.as_html(ticket.description)} if has_html else {}
        return wire.ticket_row(ticket, self._names) | rich

    def _item(self, request: web.Request, ticket: Ticket) -> web.Response:
        item = wire.ticket_full(
            ticket,
            self._names,
            rules=self._desk.rules,
            now=self._desk.clock.now(),
            has_html=_includes(request, "description_HTML"),
        )
        return web.json_response(_ok({"item": item}))


def _ok(body: dict[str, Any]) -> dict[str, Any]:
    return body | {"error": False, "message": "Successfully executed request"}


def _items(items: list[dict[str, Any]], following: str | None) -> web.Response:
    body = _ok({"items": items, "itemCount": len(items)})
    if following is None:
        return web.json_response(body)
    return web.json_response(
        body | {"continuationToken": following}, headers={"continuationToken": following}
    )


def _includes(request: web.Request, name: str) -> bool:
    return name in request.query.get("include", "").split(",")


def _base(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}"
