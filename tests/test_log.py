"""The log of the whole session is checked when each process of the tests ends (`conftest.session_log`)."""

from __future__ import annotations

import logging
from io import StringIO

import pytest

from tests.auxil import discretion
from tests.auxil.phone import SAID


def test_a_log_that_names_somebody_would_be_noticed(session_log: StringIO) -> None:
    discretion.check(session_log)
    said = "我家住在河边第三排"
    SAID.add(said)
    try:
        logging.getLogger("bot.test").warning("%s", said)
        with pytest.raises(AssertionError):
            discretion.check(session_log)
    finally:
        SAID.discard(said)
