"""集约化平台: the county government's portal, where a person enters the release with the pack and
pastes the link, which is the public page from then on. There is no interface to call."""

from console.publishing.rules.channel import (
    Absent,
    Account,
    Bulletin,
    ClientRef,
    Progress,
    Receipt,
    Replay,
    Sighting,
)


class Portal:
    name = "portal"

    def replay(self, account: Account) -> Replay:
        """Nothing leaves: to hand over again is the same task."""
        del account
        return Replay.SAFE

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        """To publish, to note a correction, to take down: each is a person's."""
        del bulletin, ref
        progress.ready()
        return Receipt(handed_over=True)

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        del bulletin, ref, progress
        return Absent()
