"""What the tests of the language share."""

from __future__ import annotations

import pytest

from cauce.model.vocabulary import Vocabulary
from cauce_dsl.flow_format import FlowLanguage
from vocabularies import DESK, core_vocabulary


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The core's words and the service desk's areas and flows."""
    return core_vocabulary(**DESK)


@pytest.fixture(scope="session")
def language() -> FlowLanguage:
    """The `.flow` format."""
    return FlowLanguage()
