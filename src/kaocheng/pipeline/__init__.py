"""One file in, one result out: read, extract, score, audit.

The unit of work everywhere: command line, corpus runs and web call the same functions. Results are frozen, picklable,
and turn into the lines other programs rely on with `result.to_json()`.
"""

from kaocheng.pipeline.result import (
    CheckResult,
    FileError,
    FileResult,
    ReplayResult,
    RuleCount,
    RunNote,
    SchemeUse,
    SourceInfo,
)
from kaocheng.pipeline.run import (
    check_file,
    check_report,
    extract_file,
    failed_check,
    failed_extract,
    failed_replay,
    read_source,
    replay_file,
    waive,
)

__all__ = [
    "CheckResult",
    "FileError",
    "FileResult",
    "ReplayResult",
    "RuleCount",
    "RunNote",
    "SchemeUse",
    "SourceInfo",
    "check_file",
    "check_report",
    "extract_file",
    "failed_check",
    "failed_extract",
    "failed_replay",
    "read_source",
    "replay_file",
    "waive",
]
