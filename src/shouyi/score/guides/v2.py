"""Guide 2: every indicator lists the facts that feed it, declared leave stops the clock, and reasons have words.

Numbers are guide 1's, and what guide 1 could not say yet comes from the design's chapter on the score; all of it
is a starting point, to be calibrated and voted on. `python -m shouyi.score.guides.v2` writes the document and the
schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shouyi.canon.canonical import encode
from shouyi.score.guides import v1
from shouyi.score.guides.schema import GUIDE_2
from shouyi.score.tables import decay_weights, normal, saturation

HERE = Path(__file__).parent
DOCUMENT, SCHEMA = HERE / "v2.json", HERE / "guide-2.schema.json"
Value = dict[str, Any]
DEED, SAID = 1000, 600
"""What a deed or the word of a buyer weighs, and what was said in a live room by somebody who later bought."""


def _common(name: str, share: int) -> Value:
    return {"name": name, "share": share, "reason_up": f"{name}_up", "reason_down": f"{name}_down"}


def _rate(
    name: str, share: int, half_life: int, lo: int, hi: int, nu: int, *, kappa: int = 1000, **facts: int
) -> Value:
    numbers = {"form": "rate", "half_life": half_life, "lo": lo, "hi": hi, "nu": nu, "kappa": kappa}
    return _common(name, share) | numbers | {"facts": [{"name": fact, "weight": facts[fact]} for fact in facts]}


def _level(name: str, share: int, prior: int, *measured: str, **anchors: int) -> Value:
    listed = [{"name": anchor, "value": value} for anchor, value in anchors.items()]
    form = {"form": "level", "anchors": listed, "measured": list(measured), "prior": prior, "sd_missing": 200}
    return _common(name, share) | form


def _stock(name: str, share: int, half_life: int, x0: int, most: int, **facts: int) -> Value:
    """`facts`: how many of a fact's units make one of the stock's."""
    form = {"form": "stock", "half_life": half_life, "u0": 300, "x0": x0, "most": most, "sd_missing": 150}
    return _common(name, share) | form | {"facts": [{"name": fact, "per": per} for fact, per in facts.items()]}


DIMENSIONS = [
    v1.dimension(
        "skill", 250,
        _level("qualification", 400, 400, **v1.INHERITORS, vocational_certificate=500),
        _level("panel", 200, 500, "panel"),
        _rate("quality_checks", 250, 365, 600, 1000, 6, quality_check=DEED),
        _stock("training", 150, 730, 120, 2000, training=1),
    ),
    v1.dimension(
        "fulfilment", 300,
        _rate("dispatch", 450, 180, 800, 1000, 6, dispatched=DEED, overdue=DEED, joint_order=DEED),
        _rate("not_cancelled", 200, 180, 800, 995, 10, dispatched=DEED, cancelled=DEED),
        _rate("not_returned", 200, 180, 850, 995, 10, sale_stood=DEED, returned=DEED),
        _rate("capacity", 150, 180, 700, 1000, 10, capacity=DEED),
    ),
    v1.dimension(
        "word_of_mouth", 200,
        _rate("satisfied", 850, 180, 550, 920, 6, kappa=500, reviewed=DEED, room_voice=SAID),
        _rate("repeat", 150, 365, 0, 100, 12, kappa=500, visited=DEED),
    ),
    v1.dimension(
        "social", 150,
        _stock("contribution", 1000, 1095, 1, 10, apprenticeship=24, employment=24, heritage_output=4,
               public_benefit=100),
    ),
    v1.dimension(
        "finance", 100,
        _rate("repayment", 700, 365, 850, 1000, 8, repayment=DEED),
        _level("cash_flow", 300, 500, "cash_flow"),
    ),
]  # fmt: skip
WORDS = {
    "qualification": ("Qualification", "资格证书"),
    "qualification_up": ("You hold a certificate that is in force.", "您持有有效的技能证书或传承人资格。"),
    "qualification_down": ("The certificate in force counts less than the starting value.", "现有证书的分值低于起点。"),
    "panel": ("Anonymous panel", "匿名评审"),
    "panel_up": ("A panel that did not know you thought well of your work.", "匿名评审的专家认可您的作品。"),
    "panel_down": ("A panel that did not know you asked for more.", "匿名评审的专家认为作品还可以更好。"),
    "quality_checks": ("Sampled quality checks", "质量抽检"),
    "quality_checks_up": ("Pieces that were drawn at random were sound.", "抽检的作品都过关。"),
    "quality_checks_down": ("Some pieces that were drawn at random were not sound.", "抽检中有作品没有过关。"),
    "training": ("Training completed", "完成的培训"),
    "training_up": ("You completed training.", "您完成了培训。"),
    "training_down": ("Training counts less than the starting value.", "培训的分值低于起点。"),
    "dispatch": ("Sent by the day you promised", "按答应的日子发货"),
    "dispatch_up": ("Orders left by the day you had promised.", "订单在您答应的日子之前发出。"),
    "dispatch_down": ("Some orders left later than you had promised.", "有些订单比您答应的晚发出。"),
    "not_cancelled": ("Not cancelled by the maker", "没有由作者取消"),
    "not_cancelled_up": ("You hardly ever cancelled what was ordered.", "接下的订单，您很少取消。"),
    "not_cancelled_down": ("Some orders were cancelled from your side.", "有些订单由您这边取消。"),
    "not_returned": ("Not returned for quality", "没有因质量退回"),
    "not_returned_up": ("Hardly anything came back for quality.", "很少有作品因质量退回。"),
    "not_returned_down": ("Some works came back for quality.", "有些作品因质量退回。"),
    "capacity": ("Accepted no more than declared", "接单不超过申报的产能"),
    "capacity_up": ("You accepted no more than you had declared.", "您接的单没有超过申报的产能。"),
    "capacity_down": ("In some months you accepted more than you had declared.", "有些月份接的单超过了申报的产能。"),
    "satisfied": ("Satisfied buyers", "满意的买家"),
    "satisfied_up": ("Buyers were satisfied.", "买家满意。"),
    "satisfied_down": ("Some buyers were not satisfied.", "有些买家不满意。"),
    "repeat": ("Buyers who came back", "回头的买家"),
    "repeat_up": ("Buyers came back within 180 days.", "买家在180天内又来。"),
    "repeat_down": ("Few buyers came back within 180 days.", "180天内回头的买家不多。"),
    "contribution": ("Apprentices, jobs, heritage, public benefit", "带徒、用工、传承、公益"),
    "contribution_up": ("You taught, gave work, handed on the craft or helped others.",
                        "您带徒弟、给人工作、传承手艺或做公益。"),
    "contribution_down": ("Contribution counts less than the starting value.", "社会贡献的分值低于起点。"),
    "repayment": ("Repaid on time", "按时还款"),
    "repayment_up": ("You repaid on time.", "您按时还款。"),
    "repayment_down": ("Some instalments came late.", "有几期还晚了。"),
    "cash_flow": ("Steady cash flow", "收支平稳"),
    "cash_flow_up": ("Your months' income was even.", "您各月的收入比较平稳。"),
    "cash_flow_down": ("Your months' income was uneven.", "您各月的收入起伏较大。"),
}  # fmt: skip


def document() -> bytes:
    """The canonical bytes of guide 2."""
    half_lives = sorted({each["half_life"] for dim in DIMENSIONS for each in dim["indicators"] if "half_life" in each})
    tables = [{"half_life": half_life, "weights": list(decay_weights(half_life))} for half_life in half_lives]
    return encode(
        {
            "v": 2,
            "version": "2",
            "dimensions": DIMENSIONS,
            "bands": {"a": 800, "b": 700, "c": 600, "a_gate": 600, "thin_below": 10, "none_good_below": 10},
            "interval": {"z_millionths": 1_644_854, "level": 900},
            "voices": {name: value for name, value in v1.VOICES.items() if name != "sources"},
            "leave": {"days": 180, "window": 730},
            "decay": {"bad_ends": 1826, "tables": tables},
            "saturation": list(saturation()),
            "normal": list(normal()),
            "loans": v1.LOANS,
            "exposure": v1.EXPOSURE,
            "never_used": v1.NEVER_USED,
            "words": [{"code": code, "en": en, "zh": zh} for code, (en, zh) in WORDS.items()],
        }
    )


def schema() -> bytes:
    """The JSON Schema of every guide of this form, for people's eyes and other tools."""
    return (json.dumps(GUIDE_2, indent=1, sort_keys=True) + "\n").encode()


if __name__ == "__main__":
    DOCUMENT.write_bytes(document())
    SCHEMA.write_bytes(schema())
