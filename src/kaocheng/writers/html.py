"""One self-contained page per run: verdicts, score sheets, the source tables with each finding at its cell.

Works offline and on paper: one inline style sheet, no script, nothing loaded from anywhere, and a policy in the page
that forbids it. Every text from a document is escaped. Needs results that keep their document (`keep_document=True`).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TextIO

from kaocheng.audit.finding import Severity
from kaocheng.language import Language, Text
from kaocheng.pipeline import CheckResult, RunNote
from kaocheng.writers import wording
from kaocheng.writers.file_section import FileSection
from kaocheng.writers.markup import Words, escape, sign
from kaocheng.writers.ranking import METHOD, MOST, Batch

_IN_MEMORY = 16 * 1024 * 1024


def write(results: Iterable[CheckResult], stream: TextIO, language: Language, notes: Iterable[RunNote] = ()) -> None:
    """The whole page. The list of files comes first, so the sections wait in a temporary file meanwhile.

    `notes`: asked for after the last result.
    """
    listed: list[list[str]] = []
    batch = Batch()
    counts: dict[str, int] = dict.fromkeys(("files", "unread", "undecided", "waived", *Severity), 0)
    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="\n") as sections:
        for number, result in enumerate(results, 1):
            section = FileSection(result, f"f{number}", language)
            sections.write("".join(section.render()))
            listed.append(section.line(number))
            batch.add(result)
            counts["files"] += 1
            counts["unread"] += result.error is not None
            counts["undecided"] += bool(result.skips)
            counts["waived"] += len(result.waived_findings)
            for severity in Severity:
                counts[severity] += result.count(severity)
        stream.write("".join(_head(language)))
        stream.write("".join(_overview(listed, counts, batch, notes, language)))
        sections.seek(0)
        while piece := sections.read(1 << 20):
            stream.write(piece)
    stream.write("</main></body></html>\n")


@cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text("utf-8")


def _head(language: Language) -> Iterator[str]:
    t = Words(language)
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = t("绩效自评核查报告", "Self-evaluation audit")
    yield f'<!DOCTYPE html>\n<html lang="{"en" if language == "en" else "zh-CN"}"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{title}</title><style>{style}</style></head><body>"
    name = t("预算绩效管理", "Kaocheng · budget performance")
    yield f'<header class="bar"><span class="brand">考成</span><span>{name}</span></header>'
    yield f'<main id="top"><section class="sheet"><h1>{title}</h1>'


def _overview(
    listed: list[list[str]], counts: dict[str, int], batch: Batch, notes: Iterable[RunNote], language: Language
) -> Iterator[str]:
    t = Words(language)
    tiles: list[tuple[str, str, str]] = [("", "files", t("个文件", _plural(counts["files"], "file")))]
    for severity in Severity:
        named = wording.SEVERITY[severity]
        tiles.append((severity.value, severity, t(f"项{named.zh}", _plural(counts[severity], named.en))))
    tiles.append(
        ("", "undecided", t("个文件有规则未能判定", _plural(counts["undecided"], "file") + " with undecided rules"))
    )
    if counts["waived"]:
        tiles.append(("", "waived", t("项已豁免", "waived")))
    unread = t("个文件未能核查", _plural(counts["unread"], "file") + " not checked")
    tiles.append(("error" if counts["unread"] else "", "unread", unread))
    yield '<ul class="tiles">'
    for kind, key, words in tiles:
        yield f'<li class="{kind}"><b>{counts[key]}</b>{words}</li>'
    yield '</ul><table><thead><tr><th class="narrow">#</th>'
    yield f"<th>{t('文件', 'File')}</th><th>{t('单位', 'Unit')}</th><th class='narrow'>{t('年度', 'Year')}</th>"
    yield f"<th class='narrow'>{t('自评表', 'Forms')}</th><th>{t('结论', 'Verdict')}</th></tr></thead><tbody>"
    for cells in listed:
        yield "".join(cells)
    yield "</tbody></table>"
    note = t(
        "“未能判定”表示材料中缺少或无法读出所需数据，不等于通过。提示与参考请结合实际情况说明。",
        "“Undecided” means that data is missing or could not be read; it does not mean passed.",
    )
    yield f'<p class="soft">{note}</p>{"".join(_batch(batch, t))}{"".join(_notes(notes, t))}</section>'


def _batch(batch: Batch, t: Words) -> Iterator[str]:
    """Over several files: what is found most often, and which to re-check first."""
    if len(batch) < 2:
        return
    frequent = [each for each in batch.frequencies() if each.findings][:MOST]
    if frequent:
        yield f"<h3>{t('最常见的问题', 'Most frequent findings')}</h3><table><thead><tr><th>{t('问题', 'Finding')}</th>"
        yield f"<th class='narrow'>{t('项数', 'Findings')}</th><th class='narrow'>{t('文件数', 'Files')}</th></tr>"
        yield "</thead><tbody>"
        for rule in frequent:
            yield f"<tr><td>{sign(rule.severity)}{escape(rule.code)} {t(rule.title)}</td>"
            yield f'<td class="narrow">{rule.findings}</td><td class="narrow">{rule.files}</td></tr>'
        yield "</tbody></table>"
    urgent = [each for each in batch.ranking() if each.points][:MOST]
    if urgent:
        yield f"<h3>{t('建议先复核', 'Re-check first')}</h3><table><thead><tr><th class='narrow'>#</th>"
        yield f"<th>{t('文件', 'File')}</th><th class='narrow'>{t('排序得分', 'Points')}</th>"
        yield f"<th>{t('理由', 'Reasons')}</th></tr></thead><tbody>"
        for place, each in enumerate(urgent, 1):
            path = escape(wording.one_line(each.path))
            yield f'<tr><td class="narrow">{place}</td><td><a href="#f{each.number}">{path}</a></td>'
            yield f'<td class="narrow">{each.points}</td><td>{t(each.why)}</td></tr>'
        yield f'</tbody></table><p class="soft">{t(METHOD)}</p>'


def _notes(notes: Iterable[RunNote], t: Words) -> Iterator[str]:
    listed = list(notes)
    if not listed:
        return
    yield f"<h3>{t('本次核查的说明', 'Notes on this run')}</h3><ul>"
    for note in listed:
        place = Text("{path} 第{line}行：", "{path} line {line}: ").format(path=note.path, line=note.line)
        yield f"<li>{t(place)}{t(note.message)}</li>"
    yield "</ul>"


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"
