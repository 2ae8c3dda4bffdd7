"""Which schemes there are: those that come with the library, and those in a folder of one's own.

The files of the folder are read whenever they are asked for, so that an edited file counts at once. An id means one
thing only, since results name their scheme by it: a second scheme of the same id is refused.
"""

from __future__ import annotations

import functools
import os
import re
from dataclasses import dataclass
from pathlib import Path

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.schemes.load import build_scheme, packaged_ids, packaged_text, parse, read_scheme_file, scheme_error
from kaocheng.schemes.scheme import Scheme

Folder = str | os.PathLike[str]
_TABLE = re.compile(r"^\[", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SchemeHead:
    """What is needed to choose a scheme, without reading the rest of its file.

    `automatic`: whether it may be chosen without being asked for. `requires`: words of which one must be printed as a
    form title or first-level heading before it is chosen. `local`: from a folder of one's own.
    """

    id: str
    title: Text
    region: str
    valid_from: int
    valid_to: int | None
    kinds: tuple[str, ...]
    automatic: bool = True
    requires: tuple[str, ...] = ()
    local: bool = False

    def covers(self, fiscal_year: int | None) -> bool:
        if fiscal_year is None:
            return self.valid_to is None
        return self.valid_from <= fiscal_year and (self.valid_to is None or fiscal_year <= self.valid_to)


def scheme_ids(folder: Folder | None = None) -> tuple[str, ...]:
    """Ids of all schemes in alphabetical order. Raises as `local_schemes`."""
    return packaged_ids() if folder is None else tuple(sorted((*packaged_ids(), *local_schemes(folder))))


def scheme_heads(folder: Folder | None = None) -> tuple[SchemeHead, ...]:
    """The heads of all schemes, by id. Raises as `local_schemes`."""
    heads = _packaged_heads()
    if folder is None:
        return heads
    own = (_head_of(scheme) for scheme in local_schemes(folder).values())
    return tuple(sorted((*heads, *own), key=lambda head: head.id))


def load_scheme(id_or_path: str | Path, folder: Folder | None = None) -> Scheme:
    """A scheme by its id, of the library or of the folder, or from a file named by its path.

    Raises UsageError for an id that does not exist, SchemeError for a file that is wrong.
    """
    if isinstance(id_or_path, str):
        if id_or_path in packaged_ids():
            return build_scheme(f"{id_or_path}.toml", packaged_text(id_or_path))
        if folder is not None and (own := local_schemes(folder).get(id_or_path)) is not None:
            return own
    path = Path(id_or_path)
    if path.suffix != ".toml" and not path.is_file():
        ids = scheme_ids(folder)
        raise UsageError(
            Text("没有评分方案“{id}”。可用：{ids}", "no scoring scheme “{id}”; there are {ids}").format(
                id=id_or_path, ids=Text("、".join(ids), ", ".join(ids))
            )
        )
    return build_scheme(*read_scheme_file(path))


def local_schemes(folder: Folder) -> dict[str, Scheme]:
    """The schemes of a folder by id: every *.toml directly in it, hidden files left out.

    Raises UsageError where there is no such folder; SchemeError, naming file, line and key, for a file that is wrong or
    whose id is taken.
    """
    path = Path(folder)
    if not path.is_dir():
        raise UsageError(
            Text("没有计分方案文件夹 {p}", "there is no folder of schemes {p}").format(p=os.fspath(folder))
        )
    found: dict[str, Scheme] = {}
    homes: dict[str, str] = {}
    for file in sorted(path.glob("*.toml")):
        if file.name.startswith("."):
            continue
        name, text = read_scheme_file(file)
        scheme = build_scheme(name, text)
        if scheme.id in packaged_ids():
            words = Text(
                f"{scheme.id} 是随软件提供的方案，请另取一个 id；同一地区的本地方案会先于它采用",
                f"{scheme.id} comes with the library; choose another id: a local scheme of the same region comes first",
            )
            raise scheme_error(name, text, "id", words)
        if scheme.id in homes:
            words = Text(f"{scheme.id} 已用于 {homes[scheme.id]}", f"{scheme.id} is taken by {homes[scheme.id]}")
            raise scheme_error(name, text, "id", words)
        found[scheme.id] = scheme
        homes[scheme.id] = name
    return found


def is_packaged(path: str | Path) -> bool:
    """Whether a file is one of the library's own."""
    return Path(path).resolve().parent == Path(__file__).parent.resolve() / "data"


@functools.cache
def _packaged_heads() -> tuple[SchemeHead, ...]:
    """Reads only what stands before the first table."""
    return tuple(_read_head(scheme_id) for scheme_id in packaged_ids())


def _read_head(scheme_id: str) -> SchemeHead:
    text = packaged_text(scheme_id)
    table = _TABLE.search(text)
    head = parse(f"{scheme_id}.toml", text[: table.start()] if table else text)
    return SchemeHead(
        id=head["id"],
        title=Text(**head["title"]),
        region=head["region"],
        valid_from=head["valid_from"],
        valid_to=head.get("valid_to"),
        kinds=tuple(head["kinds"]),
        automatic=head.get("automatic", True),
        requires=tuple(head.get("requires", ())),
    )


def _head_of(scheme: Scheme) -> SchemeHead:
    return SchemeHead(
        id=scheme.id,
        title=scheme.title,
        region=scheme.region,
        valid_from=scheme.valid_from,
        valid_to=scheme.valid_to,
        kinds=scheme.kinds,
        automatic=scheme.automatic,
        requires=scheme.requires,
        local=True,
    )
