"""The laws of text and document, for documents of every sort."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from cauce.model.expression import Text
from cauce_dsl.document import Document, LabelLine, Statement
from cauce_dsl.parser import parse, parse_expression, parse_text
from cauce_dsl.printer import print_document, print_expression, print_text_source
from dsl.documents import documents, expressions, plain, texts

patient = settings(max_examples=150, suppress_health_check=list(HealthCheck))


@patient
@given(documents)
def test_what_is_printed_reads_back_as_the_same_document(document):
    text = print_document(document)
    parsed = parse(text)
    assert parsed.diagnostics == ()
    assert parsed.document == document
    assert print_document(parsed.document) == text


@settings(patient, max_examples=300)
@given(expressions)
def test_an_expression_reprints_to_the_same_tree(expression):
    assert parse_expression(print_expression(expression)) == expression


@settings(patient, max_examples=300)
@given(plain)
def test_any_text_survives_as_a_value(text):
    value = Text((text,) if text else ())
    document = Document(Statement("flow"), (LabelLine("start", (Statement("say", (value,)),)),))
    parsed = parse(print_document(document))
    assert parsed.diagnostics == ()
    assert parsed.document.sections[0].block[0].args == (value,)


@patient
@given(texts)
def test_a_text_survives_as_a_template(text):
    assert parse_text(print_text_source(text)) == text
