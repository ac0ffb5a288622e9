"""Built-in functions of contexts (DMN 1.5, table 81), and whether a value is there at all."""

from __future__ import annotations

from typing import Any

from engine.feel.builtins.registry import define
from engine.feel.functions import Nothing
from engine.feel.running.state import State

Context = dict[str, Any]


def get_value(context: Context, key: str) -> Any:
    """The entry of that key."""
    if key not in context:
        raise Nothing(f"the context has no entry '{key}'")
    return context[key]


def get_value_along(context: Context, keys: list[Any]) -> Any:
    """The entry found by following the keys from context to context."""
    if not keys:
        raise Nothing("there is no key")
    value: Any = context
    for key in keys:
        if not isinstance(value, dict) or not isinstance(key, str):
            raise Nothing("the keys lead to nothing")
        value = get_value(value, key)
    return value


def get_entries(context: Context) -> list[Any]:
    """Each entry as a context of key and value."""
    return [{"key": key, "value": value} for key, value in context.items()]


def context_of(state: State, entries: list[Any]) -> Context:
    """The context of a list of keys and values."""
    state.spend(len(entries))
    result: Context = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise Nothing("each entry needs a key that is a text, and a value")
        if entry["key"] in result:
            raise Nothing(f"the key '{entry['key']}' comes twice")
        result[entry["key"]] = entry["value"]
    return result


def context_put(state: State, context: Context, key: str, value: Any) -> Context:
    """The context with that entry added or replaced."""
    state.check_items(len(context) + 1)
    return {**context, key: value}


def context_put_along(state: State, context: Context, keys: list[Any], value: Any) -> Context:
    """The context with the entry replaced that the keys lead to."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Nothing("the keys must be texts")
    if len(keys) == 1:
        return context_put(state, context, keys[0], value)
    inner = context.get(keys[0], {})
    if not isinstance(inner, dict):
        raise Nothing(f"'{keys[0]}' is no context")
    state.go_in()
    changed = context_put_along(state, inner, keys[1:], value)
    state.come_out()
    return context_put(state, context, keys[0], changed)


def context_merge(state: State, contexts: list[Any]) -> Context:
    """All contexts in one; later entries win."""
    result: Context = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise Nothing("only contexts can be merged")
        state.spend(len(context))
        result.update(context)
    state.check_items(len(result))
    return result


def is_defined(value: Any) -> bool:
    """Whether there is a value other than null."""
    return value is not None


def get_or_else(value: Any, default: Any) -> Any:
    """The value, or the default where it is null."""
    return default if value is None else value


FUNCTIONS = (
    define("get value(m: context, key: string)", get_value),
    define("get value(context: context, keys: list)", get_value_along),
    define("get entries(m: context)", get_entries),
    define("context(entries: list)", context_of, with_state=True),
    define("context put(context: context, key: string, value: any)", context_put, with_state=True),
    define("context put(context: context, keys: list, value: any)", context_put_along, with_state=True),
    define("context merge(contexts: list)", context_merge, with_state=True),
    define("is defined(value: any)", is_defined),
    define("get or else(value: any, default: any)", get_or_else),
)
