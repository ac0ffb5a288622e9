"""Reading XML from strangers: no DOCTYPE, no entity, no network, not too large, not too deep."""

from __future__ import annotations

from lxml import etree

from engine.errors import Finding, PackageError

MAX_BYTES = 2_000_000


def read_xml(data: bytes, file: str) -> etree._Element:
    """The root element without comments; PackageError with one finding otherwise."""

    def refused(code: str, message: str) -> PackageError:
        return PackageError([Finding(file=file, element="", code=code, message=message)])

    if len(data) > MAX_BYTES:
        raise refused("xml-too-large", f"The file is larger than {MAX_BYTES:,} bytes.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in data:
            raise refused("xml-doctype", "The file has a DOCTYPE; remove it.") from error
        raise refused("xml-not-readable", f"The file is not readable XML: {error}.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused("xml-doctype", "The file has a DOCTYPE; remove it.")
    return root


def local(node: etree._Element) -> str:
    """The element's name without its namespace."""
    return str(etree.QName(node).localname)


def namespace(node: etree._Element) -> str:
    """The element's namespace."""
    return str(etree.QName(node).namespace or "")
