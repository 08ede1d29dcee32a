"""Bad values in every field of every form: a clear answer, never a broken page (R16, V7, V25)."""

from __future__ import annotations

import pytest
from flask import Flask
from marshmallow import Schema

from temoin.accounts import forms
from temoin.accounts.models import Organisation, User
from tests.feature.people import PAGE, Browser

HOSTILE = ["\x00", "9" * 40, "-1", "' or 1=1 --", "<script>alert(1)</script>", "é" * 5000, "\u202e"]
FORMS: dict[str, type[Schema]] = {
    "/login": forms.LoginForm,
    "/account/language": forms.LanguageForm,
    "/account/password": forms.ChangePasswordForm,
    "/organisations/{organisation}/members/invite": forms.InviteForm,
    "/organisations/{organisation}/members/{user}/role": forms.RoleForm,
    "/organisations/{organisation}/name": forms.OrganisationForm,
    "/organisations/{organisation}/tokens": forms.TokenForm,
}
GOOD = {"language": "fr", "role": "viewer", "name": "Name", "scopes": "sites:read"}


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("path", FORMS)
def test_no_value_breaks_a_form(
    app: Flask, owner: User, organisation: Organisation, path: str, value: str
) -> None:
    browser = Browser(app, owner)
    address = path.format(organisation=organisation.id, user=owner.id)
    for name in FORMS[path]().fields:
        for rest in ({}, GOOD):
            known = {key: text for key, text in rest.items() if key in FORMS[path]().fields}
            reply = browser.post(address, **{**known, name: value})
            assert reply.status_code in (200, 303, 401, 409, 422, 429), (name, reply.status_code)
            assert "<script>alert" not in reply.text
            assert "Traceback" not in reply.text


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("field", ["id", "user_id", "organisation_id", "created_at", "verified"])
def test_no_form_takes_a_field_more(
    app: Flask, owner: User, organisation: Organisation, path: str, field: str
) -> None:
    """V25."""
    address = path.format(organisation=organisation.id, user=owner.id)
    reply = Browser(app, owner).post(address, **{**GOOD, field: "1"})
    assert reply.status_code == 422


def test_bytes_that_are_no_text_are_read_as_some(app: Flask, owner: User) -> None:
    browser = Browser(app, owner)
    body = b"language=%ff%fe&csrf_token=" + browser.csrf.encode()
    kind = "application/x-www-form-urlencoded"
    reply = browser.client.post("/account/language", data=body, content_type=kind, headers=PAGE)
    assert reply.status_code == 422
