"""Members of an organisation: invite, change role, remove (V14).

Nobody grants or takes a right that they lack, and an organisation always keeps an owner.
"""

from __future__ import annotations

from dataclasses import dataclass

from temoin.accounts import passwords, service, sessions
from temoin.accounts.actor import Actor
from temoin.accounts.models import Invitation, Membership, Organisation, User
from temoin.accounts.roles import Role
from temoin.accounts.tokens import revoke_tokens_by
from temoin.adapters import clock
from temoin.core.errors import Conflict, Forbidden, NotFound
from temoin.core.period import DAY_MS
from temoin.store.base import database

INVITATION_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True)
class NewMember:
    """What an invited person without an account brings."""

    password: str
    language: str


def members_of(organisation_id: int) -> list[Membership]:
    """Members with their users, by address."""
    joined = Membership.select(Membership, User).join(User)
    return list(joined.where(Membership.organisation == organisation_id).order_by(User.email))


def invitations_of(organisation_id: int, now: int) -> list[Invitation]:
    """Invitations that are still open, by address."""
    is_open = (Invitation.organisation == organisation_id) & (Invitation.expires_at > now)
    return list(Invitation.select().where(is_open).order_by(Invitation.email, Invitation.id))


def invite(actor: Actor, organisation: Organisation, email: str, role: Role, now: int) -> str:
    """The token of a link by which this person becomes a member; an earlier one of theirs ends.

    Raises Forbidden for a role above the actor's own, Conflict for somebody who is a member.
    """
    if role > actor.roles[organisation.id]:
        raise Forbidden("nobody can give a role above their own")
    user = service.user_of(email)
    if user is not None and _membership(organisation.id, user.id) is not None:
        raise Conflict("this person is a member already")
    token = clock.new_token()
    with database.atomic():
        Invitation.delete().where(Invitation.expires_at <= now).execute()
        same = (Invitation.organisation == organisation.id) & (Invitation.email == email)
        Invitation.delete().where(same).execute()
        Invitation.create(
            token_hash=sessions.hash_token(token),
            organisation=organisation,
            email=email,
            role=role.label,
            invited_by=actor.user_id,
            created_at=now,
            expires_at=now + INVITATION_MS,
        )
    return token


def withdraw_invitation(organisation_id: int, invitation_id: int) -> None:
    """Stop an invitation's link from working. Raises NotFound for another organisation's."""
    mine = (Invitation.id == invitation_id) & (Invitation.organisation == organisation_id)
    if not Invitation.delete().where(mine).execute():
        raise NotFound("there is no such invitation")


def open_invitation(token: str, now: int) -> Invitation:
    """The invitation of a link, with its organisation.

    Raises NotFound when it was used, withdrawn, is out of date, or its inviter may not invite
    to this role any more.
    """
    invitation: Invitation | None = (
        Invitation.select(Invitation, Organisation)
        .join(Organisation)
        .where(Invitation.token_hash == sessions.hash_token(token), Invitation.expires_at > now)
        .first()
    )
    if invitation is None or not _is_covered(invitation):
        raise NotFound("this link does not work any more: ask for a new one")
    return invitation


def accept_invitation(token: str, user: User | None, new: NewMember, now: int) -> User:
    """Make the invited person a member: the user who proved to be them, or a new account.

    Raises NotFound when the link does not work any more, Conflict when an account for the address
    was made meanwhile.
    """
    invitation = open_invitation(token, now)
    password_hash = passwords.hash_password(new.password) if user is None else ""
    with database.atomic():
        if not Invitation.delete().where(Invitation.id == invitation.id).execute():
            raise NotFound("this link does not work any more: ask for a new one")
        if user is None:
            if service.user_of(invitation.email) is not None:
                raise Conflict("this address has an account by now: open the link again")
            user = User.create(
                email=invitation.email,
                password_hash=password_hash,
                language=new.language,
                created_at=now,
            )
        Membership.insert(
            organisation=invitation.organisation_id, user=user.id, role=invitation.role
        ).on_conflict_ignore().execute()
    return user


def change_role(
    actor: Actor, organisation: Organisation, user_id: int, role: Role, now: int
) -> None:
    """Give a member another role; they sign in again, and tokens beyond the new role end.

    Raises NotFound for no member, Forbidden for roles above the actor's own, Conflict for the
    last owner.
    """
    with database.atomic():
        member = _locked_member(actor, organisation, user_id, role)
        if role is not Role.OWNER:
            _keep_an_owner(member)
        Membership.update(role=role.label).where(Membership.id == member.id).execute()
        _end_access(member, role, now)


def remove(actor: Actor, organisation: Organisation, user_id: int, now: int) -> None:
    """Take a member's access away at once: sessions, and tokens and invitations they made.

    Raises NotFound for no member, Forbidden for roles above the actor's own, Conflict for the
    last owner.
    """
    with database.atomic():
        member = _locked_member(actor, organisation, user_id, Role.VIEWER)
        _keep_an_owner(member)
        Membership.delete().where(Membership.id == member.id).execute()
        _end_access(member, None, now)


def rename(organisation: Organisation, name: str) -> None:
    """Give the organisation another name."""
    Organisation.update(name=name).where(Organisation.id == organisation.id).execute()


def require_second_factor(organisation: Organisation, required: bool) -> None:
    """Let members in only with a second factor, from their next click; or no longer."""
    chosen = Organisation.update(needs_second_factor=required)
    chosen.where(Organisation.id == organisation.id).execute()


def _end_access(member: Membership, role: Role | None, now: int) -> None:
    sessions.end_all(member.user_id)
    if role is None or role < Role.ADMIN:
        revoke_tokens_by(member.user_id, now, member.organisation_id)
        made = (Invitation.invited_by == member.user_id) & (
            Invitation.organisation == member.organisation_id
        )
        Invitation.delete().where(made).execute()


def _locked_member(
    actor: Actor, organisation: Organisation, user_id: int, wanted: Role
) -> Membership:
    """The member, while nobody else changes members; the actor's own role is read once more.

    Two owners may remove each other at once: the second one is no owner any more.
    """
    Organisation.update(name=Organisation.name).where(Organisation.id == organisation.id).execute()
    own = _membership(organisation.id, actor.user_id)
    member = _membership(organisation.id, user_id)
    if member is None:
        raise NotFound("there is no such member")
    held = Role.named(own.role) if own else Role.VIEWER
    if held < max(Role.ADMIN, Role.named(member.role), wanted):
        raise Forbidden("nobody can give or take a role above their own")
    return member


def _keep_an_owner(member: Membership) -> None:
    owners = (Membership.organisation == member.organisation_id) & (
        Membership.role == Role.OWNER.label
    )
    others = owners & (Membership.id != member.id)
    if member.role == Role.OWNER.label and not Membership.select().where(others).exists():
        raise Conflict("an organisation keeps at least one owner: make another one first")


def _membership(organisation_id: int, user_id: int | None) -> Membership | None:
    found: Membership | None = Membership.get_or_none(
        (Membership.organisation == organisation_id) & (Membership.user == user_id)
    )
    return found


def _is_covered(invitation: Invitation) -> bool:
    """Whether the inviter may still invite to this role: rights can shrink after inviting."""
    inviter = _membership(invitation.organisation_id, invitation.invited_by_id)
    held = Role.named(inviter.role) if inviter else Role.VIEWER
    return held >= Role.ADMIN and held >= Role.named(invitation.role)
