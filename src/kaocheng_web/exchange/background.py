"""Large files are tried out and taken over in the background."""

from __future__ import annotations

from typing import Any

from kaocheng.language import Text
from kaocheng_web.exchange import services
from kaocheng_web.exchange.models import Import
from kaocheng_web.jobs.services import Running, job


@job("exchange.preview", Text("预览导入文件", "trying out an import"))
def preview(running: Running) -> dict[str, Any]:
    """{"import": its number}"""
    return _told(services.preview(_import(running), running.progress))


@job("exchange.take", Text("批量导入", "importing"))
def take(running: Running) -> dict[str, Any]:
    """{"import": its number}"""
    return _told(services.take_over(_import(running), running.progress))


def _import(running: Running) -> Import:
    rows = Import.objects.select_related("cycle__region", "person")
    return rows.get(pk=running.arguments["import"])


def _told(found: Import) -> dict[str, Any]:
    counts = found.counts
    words = Text(
        "新增{created}行，更新{changed}行，无变化{unchanged}行，有错误{refused}行",
        "{created} new, {changed} changed, {unchanged} unchanged, {refused} with errors",
    )
    return {"link": found.get_absolute_url(), "text": words.format(**counts)._asdict()}
