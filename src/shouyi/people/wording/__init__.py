"""Text for people, made from codes and numbers, in the language of the request."""

from shouyi.people.wording.facts import fact_sentence, line_sentences
from shouyi.people.wording.names import band, certificate, dimension, indicator, kind, log_name, never_used, place, role
from shouyi.people.wording.numbers import day_element, percent, signed_tenths, tenths
from shouyi.people.wording.outcomes import outcome_sentence

__all__ = [
    "band",
    "certificate",
    "day_element",
    "dimension",
    "fact_sentence",
    "indicator",
    "kind",
    "line_sentences",
    "log_name",
    "never_used",
    "outcome_sentence",
    "percent",
    "place",
    "role",
    "signed_tenths",
    "tenths",
]
