"""Rows of people: who may sign in, in which groups they work, and which programs act for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from engine.database import Base

ROLES = ("staff", "supervisor", "process_owner", "administrator")


class Person(Base):
    """Somebody who works here."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    login: Mapped[str] = mapped_column(Text, unique=True)  # in small letters
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)  # none: cannot sign in by password
    # given by somebody else: to be changed before anything else
    password_temporary: Mapped[bool] = mapped_column(default=False, server_default=false())
    session_stamp: Mapped[str] = mapped_column(Text)  # renewed to end every session of this person
    manager_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]


class PersonRole(Base):
    """What a person may do beside the tasks of their groups."""

    __tablename__ = "person_role"
    __table_args__ = (
        CheckConstraint("role in ('staff', 'supervisor', 'process_owner', 'administrator')", name="role"),
    )

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(Text, primary_key=True)


class PeopleGroup(Base):
    """A group of people; lanes and escalation levels name it by its key."""

    __tablename__ = "people_group"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    process: Mapped[str | None] = mapped_column(Text)  # the process whose package first named it


class Membership(Base):
    """A person who works in a group."""

    __tablename__ = "membership"

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    group: Mapped[str] = mapped_column(ForeignKey("people_group.key"), primary_key=True, index=True)


class PersonSkill(Base):
    """Something a person can do, or a language they speak, in small letters."""

    __tablename__ = "person_skill"
    __table_args__ = (CheckConstraint("kind in ('skill', 'language')", name="kind"),)

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text, primary_key=True)


class Substitution(Base):
    """Somebody who stands in for a person for a while."""

    __tablename__ = "substitution"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    substitute: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]  # none: until it is ended
    appointed_by: Mapped[str] = mapped_column(Text)
    appointed_at: Mapped[datetime]


class ApiToken(Base):
    """A program's right to act for a person. Only the hash of the token is kept."""

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
