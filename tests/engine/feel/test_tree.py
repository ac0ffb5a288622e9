"""The tree as the browser gets it."""

from __future__ import annotations

import json

from engine.feel import tree
from engine.feel.expression import compile_expression


def test_a_condition_is_written_as_json() -> None:
    plain = tree.to_plain(compile_expression('severity >= 3 and kind = "safety"').tree)

    assert json.loads(json.dumps(plain)) == {
        "node": "Logic",
        "at": 0,
        "operator": "and",
        "operands": [
            {
                "node": "Comparison",
                "at": 9,
                "operator": ">=",
                "left": {"node": "Name", "at": 0, "name": "severity"},
                "right": {"node": "Literal", "at": 12, "value": {"number": "3"}},
            },
            {
                "node": "Comparison",
                "at": 23,
                "operator": "=",
                "left": {"node": "Name", "at": 18, "name": "kind"},
                "right": {"node": "Literal", "at": 25, "value": "safety"},
            },
        ],
    }


def test_every_kind_of_node_can_be_written() -> None:
    text = (
        "{f: function(a: list<number>) for x in a, y in 1..2 return x + y, g: [1..2), h: (< 3),"
        ' i: @"2026-01-01",'
        ' j: @"bad", k: if true then -1 else null, l: some x in [1] satisfies x in (1, > 2), m: f([1])[1].x,'
        " n: 1 between 0 and 2, o: 1 instance of number, p: sort(list: [1])}"
    )

    assert json.dumps(tree.to_plain(compile_expression(text).tree))


def test_a_tree_tells_whether_it_mentions_a_name() -> None:
    root = compile_expression("for x in rows return x.price * rate").tree

    assert tree.mentions(root, "rate")
    assert not tree.mentions(root, "price")
