"""Takes the reminders of study tasks out."""

from __future__ import annotations

from bot.study.reminders import Reminder, Reminders
from bot.study.steering import Steering
from bot.telling import Letter, Telling
from bot.views import studying


class Reminding(Telling[Reminder]):
    """Reminds people, each in one message of all that is due."""

    def __init__(self, reminders: Reminders, steering: Steering) -> None:
        """Remind of what `reminders` has; tell `steering` who has blocked the bot."""
        super().__init__("reminding", reminders, _letter, steering)
        self._reminders = reminders

    async def prepare(self) -> None:
        """Forget the reminders of what cannot be done in time any more."""
        await self._reminders.expire()


def _letter(reminder: Reminder) -> Letter:
    """Remind of one task in answer to the message it begins with."""
    begins = reminder.tasks[0].first if len(reminder.tasks) == 1 else None
    return Letter(studying.reminder(reminder.tasks, reminder.daytime.zone), begins)
