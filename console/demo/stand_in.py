"""Posts on the platforms' stand-in as a person does: over HTTP, and comes back with the link."""

from typing import Final

import httpx

from console.kernel.errors import NotNow
from console.publishing.rules.channel import Variant

PATIENCE: Final = 5.0  # seconds


class StandIn:
    """``base``: ``http://localhost:8090``. Loopback only, whatever proxy the environment names."""

    def __init__(self, base: str) -> None:
        self._base = base

    def post(self, platform: str, words: Variant, client_ref: str) -> str:
        """The link. Looks first whether it is there already, as a careful person would.

        Raises NotNow when the stand-in is silent or refuses.
        """
        try:
            with httpx.Client(base_url=self._base, timeout=PATIENCE, trust_env=False) as browser:
                for row in browser.get("/_ledger").raise_for_status().json():
                    if (row["platform"], row["client_ref"]) == (platform, client_ref):
                        return f"{self._base}{row['path']}"
                form = {
                    "title": words.title,
                    "digest": words.summary,
                    "text": words.text,
                    "client_ref": client_ref,
                }
                answer = browser.post(f"/{platform}/", data=form)
        except httpx.HTTPError as error:
            raise NotNow("demo.stand_in_silent") from error
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise NotNow("demo.stand_in_refused")
        return f"{self._base}{answer.headers['Location']}"
