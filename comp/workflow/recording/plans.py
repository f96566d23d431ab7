"""The texts of the plans that a run paid by, from what its folder kept."""

from __future__ import annotations

from collections.abc import Mapping

from comp.language import load_texts
from comp.language.core import Plan, Program
from comp.runs import Run
from comp.runs.inputs import checked
from comp.runs.past_inputs import kept_plans
from comp.workflow.recording.recorded import RecordedPlan


def plans_of(run: Run) -> tuple[RecordedPlan, ...]:
    """Every plan of the run, each with a text that can be read alone.

    Raises:
        CompError: the run kept no plans, or they no longer check.
    """
    texts = kept_plans(run).texts
    program = checked(load_texts(texts))
    paid = {plan.plan for plan in run.manifest.plans}
    return tuple(
        RecordedPlan(
            text_digest=plan.text_digest,
            result_digest=plan.result_digest,
            name=plan.name,
            title=plan.title,
            starts_on=plan.effective_from,
            ends_on=plan.effective_through,
            text=_text_of(plan, program, texts),
        )
        for plan in program.plans
        if plan.name in paid
    )


def _text_of(plan: Plan, program: Program, texts: Mapping[str, str]) -> str:
    """The plan's own file, and after it those that hold no plan: what all plans share."""
    with_plans = {each.span.file for each in program.plans}
    shared = [text for name, text in sorted(texts.items()) if name not in with_plans]
    return "\n".join([texts[plan.span.file], *shared])
