"""Text for people, made from codes and numbers, in the language of the request."""

from shouyi.people.wording.facts import fact_sentence, line_sentences
from shouyi.people.wording.names import band, dimension, indicator, kind, log_name, never_used, place, role
from shouyi.people.wording.numbers import day_element, percent, signed_tenths, tenths

__all__ = [
    "band",
    "day_element",
    "dimension",
    "fact_sentence",
    "indicator",
    "kind",
    "line_sentences",
    "log_name",
    "never_used",
    "percent",
    "place",
    "role",
    "signed_tenths",
    "tenths",
]
