"""What every office file carries beside its content: properties, people, previews, data stores, ways out.

Links are told by the last word of their type, which Word, Excel and WPS share.
"""

from __future__ import annotations

from collections import Counter

from kaocheng.publication.container import Container, local
from kaocheng.publication.removal import Removal, RemovalKind

COMMENT_LINKS = frozenset(
    ("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "threadedComment", "person")
)
_LEFT_OUT = COMMENT_LINKS | frozenset(
    ("customXml", "custom-properties", "thumbnail", "origin", "classificationlabels", "printerSettings", "externalLink",
     "externalLinkPath", "connections", "queryTable", "pivotCacheDefinition", "pivotTable", "revisionHeaders",
     "usernames", "attachedTemplate", "oleObject", "package", "mailMergeSource", "recipientData", "glossaryDocument",
     "webextension", "webextensiontaskpanes", "aFChunk", "subDocument", "attachedToolbars", "keyMapCustomizations",
     "slicer", "slicerCache", "wsSortMap", "volatileDependencies")
)  # fmt: skip
_CORE_KEPT = frozenset(("title", "created", "modified", "language", "revision"))
_APP_DROPPED = frozenset(
    ("Company", "Manager", "HyperlinkBase", "HLinks", "Template", "HeadingPairs", "TitlesOfParts", "TotalTime",
     "DigSig")
)  # fmt: skip
_PERSON_PROPERTIES = ("creator", "lastModifiedBy", "Manager")


def remove_links(container: Container) -> list[Removal]:
    """Links out of the file, and links to parts that a published copy does not need."""
    dropped = container.drop_links(lambda _, link: link.external or link.kind in _LEFT_OUT)
    found = Counter(
        (RemovalKind.EXTERNAL_LINK, link.kind, part) if link.external else (RemovalKind.PART, link.kind, part)
        for part, link in dropped
        if link.kind not in COMMENT_LINKS
    )
    return [Removal(kind, what, part=part, count=count) for (kind, what, part), count in found.items()]


def remove_properties(container: Container) -> list[Removal]:
    """Author, last editor, company, keywords, the list of sheets and whatever else is not title or date."""
    found = []
    for link in container.links(""):
        if link.external or link.target not in container:
            continue
        if link.kind not in ("core-properties", "extended-properties"):
            continue
        for element in list(container.root(link.target)):
            name = local(element)
            goes = name not in _CORE_KEPT if link.kind == "core-properties" else name in _APP_DROPPED
            if goes:
                if "".join(element.itertext()).strip():
                    found.append(Removal(RemovalKind.PROPERTY, name, part=link.target))
                element.getparent().remove(element)
    return found


def people(container: Container) -> set[str]:
    """Whoever the file says wrote, changed or commented it."""
    found = set()
    for name, root in container.xml_parts():
        for element in root.iter():
            if local(element) in _PERSON_PROPERTIES or (local(element) == "author" and "comments" in name):
                found.add((element.text or "").strip())
            for key, value in element.attrib.items():
                if key.rsplit("}", 1)[-1] in ("author", "displayName", "userName"):
                    found.add(value.strip())
    return found - {""}
