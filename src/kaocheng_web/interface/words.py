"""Texts for people, in both languages where they stand: Chinese first, English beside it.

There is no catalogue that could lag behind; a text that lacks one language cannot be written.
"""

from __future__ import annotations

from contextvars import ContextVar

from kaocheng.language import Language, Text

_LANGUAGE: ContextVar[Language] = ContextVar("language", default="zh")


class LazyText(str):
    """A text whose language is decided when it is shown. As a str it is Chinese (for migrations, sorting)."""

    english: str

    def __new__(cls, zh: str, en: str) -> LazyText:
        text = super().__new__(cls, zh)
        text.english = en
        return text

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str.__str__(self), self.english  # so that it can be copied: forms copy their fields

    def __str__(self) -> str:
        return self.english if current_language() == "en" else str.__str__(self)

    def __html__(self) -> str:
        from django.utils.html import escape

        return escape(str(self))


def t(zh: str, en: str) -> LazyText:
    """A text in both languages."""
    return LazyText(zh, en)


def current_language() -> Language:
    """Of the request being answered."""
    return _LANGUAGE.get()


def use_language(language: Language) -> None:
    _LANGUAGE.set(language)


def say(text: Text) -> str:
    """A text of the library in the language of the request."""
    return text.in_(current_language())


class Choices(dict[str, LazyText]):
    """Codes with their texts. `pairs` for a model field."""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(code, str.__str__(words)) for code, words in self.items()]
