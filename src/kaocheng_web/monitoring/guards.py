"""What must hold before a round goes on."""

from __future__ import annotations

from kaocheng.language import Text
from kaocheng.lifecycle import load_machine
from kaocheng.lifecycle.deviations import causes
from kaocheng_web.monitoring import selectors
from kaocheng_web.workflow.services import Refusal, Request, guard


@guard("deviations_explained")
def deviations_explained(request: Request) -> list[Refusal]:
    """Every red or yellow indicator names the class of its cause and says it in words."""
    cells = request.thing.cells
    found = []
    for judged in selectors.assessment_of(request.thing).needs_explanation:
        path = f"indicators[{judged.measured.row}]"
        name = judged.measured.name
        if cells.get(f"{path}.cause", "").strip() not in causes():
            words = Text(
                "“{name}”进度偏离，请选择偏差原因分类", "“{name}” is off course: choose the class of the cause"
            )
            found.append(Refusal("cause-missing", words.format(name=name), f"{path}.cause"))
        if not cells.get(f"{path}.deviation", "").strip():
            words = Text("“{name}”进度偏离，请填写偏差原因分析", "“{name}” is off course: state the cause")
            found.append(Refusal("deviation-missing", words.format(name=name), f"{path}.deviation"))
    return found


@guard("no_red_light")
def no_red_light(request: Request) -> list[Refusal]:
    found = selectors.assessment_of(request.thing)
    refusals = [
        Refusal(
            "red-light",
            Text("“{name}”{formula}", "“{name}”: {formula}").format(
                name=judged.measured.name, formula=judged.light.formula
            ),
            f"indicators[{judged.measured.row}].actual",
        )
        for judged in found.indicators
        if judged.light.color == "red"
    ]
    if found.execution.color == "red":
        words = Text("预算执行：{formula}", "budget execution: {formula}").format(formula=found.execution.formula)
        refusals.append(Refusal("red-light", words, "funding[0].executed_amount"))
    if found.project.color == "red" and not refusals:
        refusals.append(Refusal("red-light", found.project.formula))
    return refusals


@guard("rectification_closed")
def rectification_closed(request: Request) -> Refusal | None:
    """Every item that came from this round is closed."""
    done = [code for code, state in load_machine("rectification").states.items() if state.tone == "done"]
    waiting = request.thing.items.exclude(state__in=done).count()
    if not waiting:
        return None
    words = Text("还有{n}项整改未销号", "{n} items are not closed yet").format(n=waiting)
    return Refusal("not-rectified", words)
