"""Grades by their meaning: 优 and 优秀 are one class, whatever a jurisdiction prints."""

from __future__ import annotations

_CLASSES = (
    ("优秀", "优"),
    ("良好", "良"),
    ("中等", "中", "一般", "合格", "及格", "达标"),
    ("低",),
    ("较差", "差", "不合格", "不及格"),
)
_CLASS_OF = {label: rank for rank, labels in enumerate(_CLASSES) for label in labels}


def class_of_grade(label: str) -> int | None:
    """Which class a printed grade names, 0 is best; None for a label we do not know.

    >>> class_of_grade("优秀") == class_of_grade("优等级"), class_of_grade("不合格") == class_of_grade("合格")
    (True, False)
    """
    words = "".join(label.split()).strip("“”\"'。").removesuffix("等级").removesuffix("档").removesuffix("级")
    return _CLASS_OF.get(words)
