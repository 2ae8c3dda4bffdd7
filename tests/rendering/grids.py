"""Random sound grids, for every renderer."""

from __future__ import annotations

from hypothesis import strategies as st

from kaocheng.composition import Align, Grid, GridCell, Role

# Letters of a form, markup, line breaks, and what no file may hold.
TEXTS = st.text(alphabet="预算绩效≥5000条98%<>&\"' 一\n\t、（）￥😀\x00\x0b\x1f\u202e\ufffe", max_size=12)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Up to 7 × 6, every position covered once: cells grow to the right and downwards into what is free."""
    row_count, column_count = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    for row in range(row_count):
        for column in range(column_count):
            if (row, column) in taken:
                continue
            free = 1
            while column + free < column_count and (row, column + free) not in taken:
                free += 1
            column_span = draw(st.integers(1, free))
            row_span = draw(st.integers(1, row_count - row))
            taken |= {(row + down, column + right) for down in range(row_span) for right in range(column_span)}
            cells.append(
                GridCell(
                    draw(TEXTS),
                    row,
                    column,
                    row_span,
                    column_span,
                    role=draw(st.sampled_from(Role)),
                    align=draw(st.sampled_from(Align)),
                    strong=draw(st.booleans()),
                )
            )
    widths = tuple(draw(st.lists(st.floats(0.5, 9), min_size=column_count, max_size=column_count)))
    return Grid(
        name="表",
        title=draw(st.sampled_from(["", "项目支出绩效自评表"])),
        cells=tuple(cells),
        row_count=row_count,
        widths=widths,
        landscape=draw(st.booleans()),
        below=draw(st.sampled_from([(), ("注：略",)])),
        repeat_rows=draw(st.integers(0, 1)),
    )
