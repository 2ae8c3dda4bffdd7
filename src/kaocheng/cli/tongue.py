"""Which language to speak, decided before anything is parsed: help and errors need it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kaocheng.language import Language


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """`--lang` if it is there, else the locale, else Chinese.

    The first of LC_ALL, LC_MESSAGES and LANG that is set counts, as everywhere; C and POSIX say nothing. Any language
    but Chinese means English, the only other one there is.

    >>> choose_language(["check", "--lang=en"], {}), choose_language([], {"LANG": "en_GB.UTF-8"})
    ('en', 'en')
    >>> choose_language([], {"LC_ALL": "C.UTF-8"})
    'zh'
    """
    asked = _asked(arguments)
    if asked is not None:
        return asked
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    tongue = locale.replace("-", "_").split(".")[0].split("_")[0].lower()
    return "zh" if tongue in ("", "c", "posix", "zh") else "en"


def _asked(arguments: Sequence[str]) -> Language | None:
    """The last `--lang`; a wrong word is left to the parser."""
    words: list[str] = []
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            words.append(argument.removeprefix("--lang="))
        elif argument == "--lang" and index + 1 < len(arguments):
            words.append(arguments[index + 1])
    if not words:
        return None
    return "en" if words[-1] == "en" else "zh" if words[-1] == "zh" else None
