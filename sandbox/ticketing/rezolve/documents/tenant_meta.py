"""The tenant metadata document, built from the shared rules where they overlap.

Source: docs.rezolve.ai "Get Tenant Ticketing Metadata".
"""

from collections.abc import Mapping
from typing import Any

from sandbox import world
from sandbox.ticketing.rezolve.documents.files import document
from sandbox.ticketing.rules import Category, Rules, Sla


def _category(one: Category) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "key": one.key,
        "icon": one.icon,
        "order": one.order,
        "subcategories": [{"id": sub, "name": name, "key": key} for sub, key, name in one.subcategories],
    }


def _sla(one: Sla) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "key": one.key,
        "isDefault": one.is_default,
        "responseTime": dict(one.response_min),
        "resolutionTime": dict(one.resolution_min),
        "businessHoursOnly": one.business_hours_only,
        "timezone": one.zone,
    }


def _statuses(rules: Rules) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "name": one.name,
            "key": one.key,
            "color": one.color,
            "order": one.order,
            "isDefault": one.is_default,
            "isTerminal": one.is_terminal,
            "category": one.category,
        }
        for one in rules.statuses
    ]


def _priorities(rules: Rules) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "name": one.name,
            "key": one.key,
            "color": one.color,
            "icon": one.icon,
            "order": one.order,
            "slaMultiplier": one.sla_multiplier,
        }
        for one in rules.priorities
    ]


def _teams(rules: Rules) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "name": one.name,
            "key": one.key,
            "description": one.description,
            "email": one.email,
            "isDefault": one.is_default,
        }
        for one in rules.teams
    ]


def switch_names() -> tuple[str, ...]:
    """The notification switches there are."""
    return tuple(document("tenant_meta.json")["notificationSettings"])


def tenant_meta(rules: Rules, kind: str, *, switches: Mapping[str, bool]) -> dict[str, Any]:
    """The whole document.

    Shape: `kind` is the type asked for, which the answer repeats; `switches` stand otherwise than on the page.
    """
    fixed = document("tenant_meta.json")
    workflow = {
        **fixed["workflowSettings"],
        "reopenWindowDays": rules.reopen_window_days,
        "maxAttachmentSize": rules.max_attachment_bytes,
        "allowedAttachmentTypes": list(rules.attachment_types),
    }
    ui = {
        **fixed["uiSettings"],
        "ticketNumberPrefix": rules.number_prefix,
        "ticketNumberFormat": rules.number_format,
    }
    return {
        "tenantId": world.TENANT_ID,
        "module": "ticketing",
        "type": kind,
        "statuses": _statuses(rules),
        "priorities": _priorities(rules),
        "categories": [_category(one) for one in rules.categories],
        "teams": _teams(rules),
        "customFields": fixed["customFields"],
        "slaConfigurations": [_sla(one) for one in rules.slas],
        "workflowSettings": workflow,
        "notificationSettings": {**fixed["notificationSettings"], **switches},
        "uiSettings": ui,
        "features": fixed["features"],
        "createdAt": fixed["createdAt"],
        "updatedAt": fixed["updatedAt"],
    }
