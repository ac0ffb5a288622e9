"""A decision table of twenty rules in both spellings: FEEL for Amends, Python for the stock engine."""

from __future__ import annotations

from xml.sax.saxutils import escape

SPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
OURS = "https://amends.example/benchmarks"
RULES = 20


def rate_in_feel(rules: int = RULES) -> bytes:
    """Amount in bands of a hundred and severity; first hit; the last rule takes the rest."""
    cells = [
        (f"[{100 * number}..{100 * number + 99}]", '"major"', f"{number}") for number in range(rules - 1)
    ]
    return _table([*cells, ("-", "-", f"{rules}")], "record.amount", "record.severity", "FIRST")


def rate_in_python(rules: int = RULES) -> bytes:
    """The same for the library, whose cells are Python."""
    cells = [
        (f"{100 * number} <= ? <= {100 * number + 99}", '"major"', f"{number}") for number in range(rules - 1)
    ]
    return _table([*cells, ("", "", f"{rules}")], 'record["amount"]', 'record["severity"]', "FIRST")


def _table(rules: list[tuple[str, str, str]], amount: str, severity: str, policy: str) -> bytes:
    written = "".join(
        f'<rule id="r{number}"><inputEntry id="a{number}"><text>{escape(one)}</text></inputEntry>'
        f'<inputEntry id="b{number}"><text>{escape(two)}</text></inputEntry>'
        f'<outputEntry id="c{number}"><text>{escape(out)}</text></outputEntry></rule>'
        for number, (one, two, out) in enumerate(rules, start=1)
    )
    return (
        f'<definitions xmlns="{SPACE}" id="rates" name="rates" namespace="{OURS}">'
        '<decision id="rate" name="rate"><variable id="v" name="rate" typeRef="number"/>'
        f'<decisionTable id="table" hitPolicy="{policy}">'
        '<input id="i1" label="amount"><inputExpression id="e1" typeRef="number">'
        f"<text>{escape(amount)}</text>"
        '</inputExpression></input><input id="i2" label="severity"><inputExpression id="e2" typeRef="string">'
        f"<text>{escape(severity)}</text></inputExpression></input>"
        f'<output id="o" name="rating" typeRef="number"/>{written}</decisionTable></decision></definitions>'
    ).encode()
