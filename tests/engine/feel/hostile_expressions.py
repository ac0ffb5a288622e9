"""Expressions that try to reach Python, files and processes, and others that only look so."""

from __future__ import annotations

RECEIVERS = [
    *(
        '""',
        "1",
        "[]",
        "[[]]",
        "{}",
        "null",
        "true",
        'date("2026-01-01")',
        'duration("P1D")',
        'duration("P1M")',
    ),
    *('time("10:00:00Z")', "now()", "[1..2]", "(< 3)", "(function() 1)", "abs", "case", "case.title", "?"),
]
DOORS = [
    *("__class__", "__class__.__mro__", "__class__.__base__.__subclasses__()", "__init__.__globals__"),
    *("__dict__", "__getattribute__", "tzinfo.__class__", "_replace", "call.__globals__", "call.__code__"),
]
ATTRIBUTES = [f"{receiver}.{door}" for receiver in RECEIVERS for door in DOORS]

FILTERS = [f"{receiver}[__class__ != null].__class__" for receiver in RECEIVERS]

_PYTHON_NAMES = [
    *(
        "eval",
        "exec",
        "open",
        "compile",
        "getattr",
        "setattr",
        "delattr",
        "hasattr",
        "globals",
        "locals",
        "vars",
    ),
    *(
        "dir",
        "type",
        "input",
        "breakpoint",
        "help",
        "object",
        "super",
        "print",
        "exit",
        "memoryview",
        "__import__",
    ),
    *(
        "__build_class__",
        "__loader__.load_module",
        "os.system",
        "os.popen",
        "subprocess.run",
        "builtins.open",
    ),
    *(
        "importlib.import_module",
        "sys.modules.get",
        "ctypes.CDLL",
        "pickle.loads",
        "socket.create_connection",
    ),
]
BUILTINS = [f'{name}("/tmp/amends-canary")' for name in _PYTHON_NAMES] + _PYTHON_NAMES

HOST_DOORS = [
    'function(x) external {java: {class: "java.lang.Runtime", method signature: "exec(java.lang.String)"}}',
    '(function(x) external {java: {class: "java.lang.System", method signature: "exit(int)"}})(1)',
    'function(x) external {pmml: {document: "file:///etc/passwd", model: "m"}}',
    'function(x) external {python: {module: "os", call: "system"}}',
    "function(x) external os.system(x)",
    "{f: function() external {}}",
    'sort([1, 2], function(a, b) external {java: {class: "x", method signature: "y"}})',
    'java.lang.Runtime.getRuntime().exec("id")',
    'T(java.lang.Runtime).getRuntime().exec("id")',
    'context put(abs, "__class__", 1)',
    "get entries(abs)",
    'get value(abs, "call")',
    "abs.signatures",
    "string(abs).call",
    "{f: abs}.f.name",
    "(function(a) a).parameters",
]

FOREIGN_SYNTAX = [
    *(
        "lambda: 1",
        "lambda x: x()",
        "[x for x in [1]]",
        "{x for x in [1]}",
        "(x := 1)",
        'f"{1}"',
        "b'x'",
        "r'x'",
    ),
    *("1 if true else 2", "not 1", "1 is 1", "a.b = 1", "a = 1; b = 2", "import os", "from os import system"),
    *("def f(): pass", "class A: pass", "@decorator", "`id`", "$(id)", "${case}", "#{case}", "{{ case }}"),
    *(
        "{% import os %}",
        "<%= 1 %>",
        "<script>alert(1)</script>",
        "constructor.constructor('return process')()",
    ),
    *(
        "this.constructor",
        "() => 1",
        "x => x",
        "new Function('1')",
        "require('fs')",
        "process.exit(1)",
        "1 ? 2 : 3",
    ),
    *(
        "a && b",
        "a || b",
        "!a",
        "a == b",
        "a === b",
        "a++",
        "a += 1",
        "~1",
        "1 << 100000",
        "1 // 2 //",
        "'; DROP TABLE",
    ),
    *(
        "1; import os",
        "__builtins__['open']",
        "raise Exception()",
        "assert false",
        "yield 1",
        "await x",
        "*args",
    ),
    *(
        "**kwargs",
        "...",
        "x[::2]",
        "x[1:2]",
        "0x41",
        "1_000",
        "1j",
        "None",
        "True",
        "\\x41",
        "%s",
        "\x00",
        "\x1b[31m",
    ),
]

FORMATTING = [
    *('"%s" % case', '"{0.__class__}".format(case)', 'string("{0.__class__.__init__.__globals__}")'),
    *(
        'string join(["{", "0.__class__", "}"])',
        'replace("a", "(a)", "$1.__class__")',
        'replace("a", "a", "\\\\g<0>")',
    ),
    *('replace("a", "(?P<x>a)", "$x")', 'matches("a", "(?P<x>a)(?P=x)")', 'matches("a", "(?e)a{e<=1}")'),
    *('number("1", "__class__", ".")', 'date("{0.__class__}")', 'time("%H")', 'duration("%s")', '@"{case}"'),
    *(
        'string({__class__: "x"}).__class__',
        '"\\u007b0.__class__\\u007d".format',
        'range("[__import__(1)..2]")',
    ),
    *(
        'range("[open(1)..2]")',
        'number("__import__")',
        'date and time("2026-01-01T00:00:00@../../../etc/passwd")',
    ),
    *('time("00:00:00@/etc/passwd")', "string(now()).tzinfo", "{0}.__class__", 'split("a", "(?{print(1)})")'),
]

NAME_TRICKS = [
    *(
        "case.\uff3f\uff3fclass\uff3f\uff3f",
        "case.__cl\u200bass__",
        "case.__cl\u00adass__",
        "case.__\u0441lass__",
    ),
    *(
        'case."__class__"',
        'case["__class__"]',
        "case.__class__ ",
        "case . __class__",
        "case/**/.__class__",
        "case.\n__class__",
    ),
    *("__proto__", "case.__proto__", "{__proto__: 1}.constructor", '{"__class__": 1}.__class__.__class__'),
    *(
        "{__class__: abs}.__class__.__class__",
        "item.__class__",
        "partial.__class__",
        "for __class__ in [1] return __class__.__class__",
    ),
    *(
        "(function(__globals__) __globals__.__class__)(1)",
        "{self: 1, self.__class__: 2}.self.__class__",
        "\U0001d41e\U0001d42f\U0001d41a\U0001d425(1)",
        "\uff45\uff56\uff41\uff4c(1)",
    ),
    *(
        "\u202eeval(1)",
        "e\u0301val(1)",
        "case._State__limits",
        "?.around",
        "? . limits",
        "case.0",
        "frame[0]",
        "state.around.now",
    ),
]

DATA_THAT_LOOKS_LIKE_CODE = [
    *(
        '__import__("os").system("id")',
        "=1+1",
        "${7*7}",
        "{{ 7*7 }}",
        "=cmd|' /C calc'!A0",
        "1+1",
        '"; true or "',
    ),
    *("function() 1", '@"2026-01-01"', "${jndi:ldap://x}", "<b>", "\\u0041"),
]

HARMLESS = [
    *(
        "10**10**10",
        "9**9**9**9",
        "1e6144 * 1e6144",
        "0**-1",
        "0**0",
        "1.0000001**1e20",
        "exp(1e30)",
        "sqrt(-1)",
    ),
    *(
        "decimal(1, 10**9)",
        "round up(1, -1e30)",
        "modulo(1e6144, 1e-6000)",
        "odd(1e6144)",
        'substring("a", 1e30)',
    ),
    *(
        'duration("P1D") * 1e6000',
        'duration("P1D") / 1e-29',
        'date("2026-01-01") + duration("P99999999999999D")',
    ),
    *("date(1e30, 1, 1)", 'number("1e999999")', "[1..1e6000][1]", "string(1e6144)", "sublist([1], 1e30)"),
    *('matches("' + "a" * 40 + '!", "(a+)+$")', 'matches("x", "(((a{1,99}){1,99}){1,99}){1,99}")'),
    *('matches("x", "a{99999}")', 'matches("x", "(a?){9999}(a?){9999}")', 'matches("x", "' + "(" * 60 + '")'),
    *('matches("x", "[a-z&&[b]]")', 'replace("aaaa", "a{0,0}", "b")', 'matches("x", "\\\\p{IsNoSuchBlock}")'),
    *(
        "sort([3, 1, 2], function(a, b) true)",
        "sort([3, 1, 2], function(a, b) a)",
        "{a: function() b(), b: a()}.b",
    ),
    *(
        "[1, 2, 3][1e30]",
        "partition([1], 1e-30)",
        "insert before([1], -1e30, 1)",
        "not(" * 90 + "true" + ")" * 90,
    ),
]

# Good expressions with their values: if one of these fails, nothing is evaluated and the rest proves nothing.
GOOD: dict[str, object] = {
    "1 + 1": 2,
    '"a" + "b"': "ab",
    "case.title": "Lost letter",
    'case.title = "Lost letter"': True,
    "count(case.tags)": 2,
    "case.tags[1]": "post",
    "for tag in case.tags return upper case(tag)": ["POST", "LATE"],
    'some tag in case.tags satisfies tag = "late"': True,
    "{a: 1}.a": 1,
    "(function(x) x * 2)(21)": 42,
    'date("2026-03-02").month': 3,
    'string(duration("PT90M"))': "PT1H30M",
    "5 in [1..10]": True,
    'matches("CMP-2026", "^[A-Z]+-\\d+$")': True,
    'replace("a-b", "-", "+")': "a+b",
    "if case.level > 2 then 1 else 2": 1,
    'contains("abc", "b") and not(false)': True,
    "sort([2, 1])": [1, 2],
    "sum([1, 2, 3]) / 3": 2,
    'string join(["a", "b"], ",")': "a,b",
}
