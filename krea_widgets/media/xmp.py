"""XMP packets: the form in which photo programs read what an MP4 shows and how it was made.

XMP is RDF in XML (ISO 16684-1). In an MP4 it is the content of a `uuid` box (XMP specification, part 3, "ISO base
media"). The prompt is its `dc:description`, the origin its `Iptc4xmpExt:DigitalSourceType` (IPTC Video Metadata Hub);
the settings are JSON in a property of our own, which other programs keep.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from .._util.html import escape

__all__ = ["NAMESPACE", "OWNER", "settings_text", "write_packet"]

# The owner of the `uuid` box.
OWNER = uuid.UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
# Of the property with the settings.
NAMESPACE = "urn:uuid:34c11bca-3f3f-41dd-972c-3e35a776bff3#"
# Of IPTC's NewsCodes: made by a model from what it was trained with; altered by an algorithm without a model.
SOURCE_TYPES = {"krea": "trainedAlgorithmicMedia", "sandbox": "algorithmicallyEnhanced"}
# What XML 1.0 cannot hold.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:krea="{namespace}">
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def write_packet(settings: Mapping[str, Any], text: str) -> bytes:
    """The packet of a clip.

    Args:
        settings: The known settings.
        text: The same as JSON.
    """
    # JSON has an escape for what XML cannot hold.
    properties = {"krea:settings": _escaped(UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))}
    if prompt := settings.get("prompt"):
        words = f'<rdf:Alt><rdf:li xml:lang="x-default">{_escaped(prompt)}</rdf:li></rdf:Alt>'
        properties["dc:description"] = words
    if source := SOURCE_TYPES.get(settings.get("backend", "")):
        properties["Iptc4xmpExt:DigitalSourceType"] = f"http://cv.iptc.org/newscodes/digitalsourcetype/{source}"
    if model := settings.get("model"):
        properties["xmp:CreatorTool"] = _escaped(f"krea_widgets ({model})")
    lines = [f"<{name}>{value}</{name}>" for name, value in properties.items()]
    return PACKET.format(namespace=NAMESPACE, properties="\n".join(lines)).encode("utf-8")


def settings_text(packet: bytes) -> bytes:
    """The JSON of the settings in a packet that anybody may have written; b"" without any.

    Another program may have rewritten the packet: the property is an element or an attribute, of any prefix.
    """
    # No packet declares entities, and those of a hostile one could grow without end.
    if NAMESPACE.encode() not in packet or b"<!DOCTYPE" in packet:
        return b""
    # Few ever read a packet, and many import this module.
    from xml.etree import ElementTree

    name = f"{{{NAMESPACE}}}settings"
    try:
        for element in ElementTree.fromstring(packet.strip(b"\0 \r\n\t")).iter():  # noqa: S314 (without entities)
            text = element.text if element.tag == name else element.get(name)
            if text:
                return text.encode("utf-8")
    except (ElementTree.ParseError, ValueError, LookupError):
        # LookupError: an encoding that nobody knows.
        pass
    return b""


def _escaped(text: str) -> str:
    return escape(UNWRITABLE.sub("", text))
