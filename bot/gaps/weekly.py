"""Tells the administrators on Monday what the week before asked in vain."""

from __future__ import annotations

import logging
from datetime import timedelta

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.gaps.gaps import Gaps, monday_of
from bot.gaps.unanswered import Unanswered
from bot.people.members import Members
from bot.rounds import Rounds
from bot.views import gaps as views
from bot.views.view import View

SECONDS = 60.0
"""Between two looks at the clock."""
_log = logging.getLogger(__name__)


class Weekly(Rounds):
    """Sends the week's report, once a week whatever happens to the process."""

    def __init__(self, gaps: Gaps, unanswered: Unanswered, members: Members) -> None:
        """Tell the administrators among `members` what is `unanswered`."""
        super().__init__("weekly gaps", SECONDS, self.report)
        self._gaps = gaps
        self._unanswered = unanswered
        self._members = members

    async def report(self, bot: Bot) -> bool:
        """Tell the administrators if it is time to; returns whether somebody was told."""
        if not await self._gaps.report_due():
            return False
        since = monday_of(self._gaps.today()) - timedelta(days=7)
        found = [cluster for cluster in await self._unanswered.clusters() if cluster.latest >= since]
        if not await self._gaps.claim_report() or not found:
            return False
        return await self._tell(bot, views.report(found))

    async def _tell(self, bot: Bot, view: View) -> bool:
        """Tell every administrator; where Telegram cannot be reached at all, leave the report to another try."""
        told = failed = False
        try:
            for person in sorted(await self._members.administrators()):
                try:
                    await bot.send_message(person, view.text, parse_mode="HTML", reply_markup=view.keyboard)
                    told = True
                except (Forbidden, BadRequest) as error:  # has never started the bot, or blocked it
                    _log.info("weekly gaps: %s", type(error).__name__)
                except TelegramError as error:
                    _log.error("weekly gaps: %s", type(error).__name__)
                    failed = True
        except BaseException:
            failed = True
            raise
        finally:
            if failed and not told:
                await self._gaps.give_up_report()
        return told
