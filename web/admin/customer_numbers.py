"""How many customers there are, by the day from which each number goes: for rates per 1,000 of them."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.audit.changes import changes
from engine.audit.pictures import CUSTOMERS
from engine.commands.keep_customers import forget_customers, keep_customers
from engine.errors import InvalidSubmission
from engine.figures.customers import customers
from engine.figures.rolling import zone_of_days
from web.session import finish, session, step

LATEST = 10  # changes shown beside what was changed


def join(area: Blueprint) -> None:
    """Hang the page into the area."""
    area.get("/admin/customers")(show_customers)
    area.post("/admin/customers")(take_customers)
    area.post("/admin/customers/<day>/remove")(take_customers_removal)


def show_customers() -> str:
    """Every number that is kept, the latest first, and a form for the next."""
    today = step().now.astimezone(zone_of_days(session())).date()
    return _page({"first": today.isoformat(), "number": ""}, {})


def take_customers() -> ResponseReturnValue:
    """Keep a number from a day on."""
    typed = {name: request.form.get(name, "").strip() for name in ("first", "number")}
    try:
        keep_customers(step(), _day(typed["first"]), _number(typed["number"]))
    except InvalidSubmission as error:
        finish(keep=False)
        return _page(typed, error.errors), 422
    flash("The number is kept.")
    return redirect(url_for("admin.show_customers"), 303)


def take_customers_removal(day: str) -> ResponseReturnValue:
    """Take a number away that was kept for a wrong day."""
    forget_customers(step(), _day(day))
    flash("The number is taken away.")
    return redirect(url_for("admin.show_customers"), 303)


def _page(typed: dict[str, str], errors: dict[str, list[str]]) -> str:
    return render_template(
        "admin/customers.html",
        known=sorted(customers(session()).items(), reverse=True),
        changes=changes(session(), kind=CUSTOMERS, limit=LATEST),
        typed=typed,
        errors=errors,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidSubmission({"first": ["Write the day as 2026-12-24."]}) from error


def _number(text: str) -> int:
    digits = text.replace(",", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        raise InvalidSubmission({"number": ["Give a whole number such as 120000."]})
    return int(digits)
