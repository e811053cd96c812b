"""Accounts: who may sign in, by which link, on which devices."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import choices


class Role(enum.StrEnum):
    """What an account may do; admins may all that staff may. Readers look at overviews, and change nothing."""

    CREW = "crew"
    PRODUCTION = "production"
    READER = "reader"
    STAFF = "staff"
    ADMIN = "admin"


OFFICE = frozenset({Role.READER, Role.STAFF, Role.ADMIN})
"""Roles of the commission itself: they sign in with a password and a second factor."""


class LinkPurpose(enum.StrEnum):
    """What an e-mailed link does."""

    SIGN_IN = "sign_in"
    PASSWORD = "password"  # noqa: S105 - the purpose of a link


class Account(SQLModel, table=True):
    """Someone who can sign in. Crew and production contacts have no password: they come by e-mailed link."""

    __tablename__ = "account"
    __table_args__ = (
        sa.UniqueConstraint("email"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=254)
    name: str = Field(default="", max_length=160)
    role: Role = Field(sa_type=choices(Role))
    password_hash: str = Field(default="", max_length=200)
    totp_secret: bytes | None = Field(default=None, description="under the installation's key")
    totp_confirmed_at: datetime | None = None
    totp_last_step: int | None = Field(default=None, description="the last time step used: no code counts twice")
    crew_member_id: int | None = Field(default=None, foreign_key="crew_member.id", unique=True)
    locale: str = Field(default="", max_length=10)
    active: bool = True
    fictional: bool = False
    created_at: datetime


class SignInLink(SQLModel, table=True):
    """A link sent by e-mail: single use, kept as a hash, dead after 30 minutes (an invitation: a week)."""

    __tablename__ = "sign_in_link"
    __table_args__ = (sa.UniqueConstraint("token_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    purpose: LinkPurpose = Field(sa_type=choices(LinkPurpose))
    token_hash: str = Field(max_length=64)
    next_path: str = Field(default="", max_length=300)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class Device(SQLModel, table=True):
    """A signed-in browser: the cookie's hash, until when it counts, and whether it was revoked."""

    __tablename__ = "device"
    __table_args__ = (sa.UniqueConstraint("token_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    token_hash: str = Field(max_length=64)
    browser: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    proven_at: datetime = Field(
        description="when its owner last proved who they are: by the second factor, where there is one"
    )
