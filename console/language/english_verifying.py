"""English of 核实中."""

ENGLISH = {
    "本稿正在核实中。签发更正，或由末步签发人确认无误后，才会恢复发出。": (
        "This release is under verification. It goes on once a correction is signed off, or who "
        "signs the last step confirms its words."
    ),
    "核实中，尚未发出的先停下。": "Under verification: what has not gone out waits.",
    "只有已发布、没有被更正取代的通稿可以标注核实中。": (
        "Only a published release that no correction has replaced can be marked as under "
        "verification."
    ),
    "没有预审过的“核实中”口径，不能标注。请管理员把口径送预审；要停下发布，请暂缓。": (
        "No line for this was cleared beforehand. Ask the administrator to have one cleared; to "
        "stop publishing, press hold."
    ),
    "没有预审过的“核实中”口径，不能标注。": (
        "No line for “under verification” was cleared beforehand, so it cannot be marked."
    ),
    "您拟写了这份通稿，需由他人确认。": (
        "You wrote part of this release, so someone else must confirm it."
    ),
    "是您标注的核实中，需由他人确认。": (
        "You marked it as under verification, so someone else must confirm it."
    ),
    "确认无误由%(role)s签字。": "The confirmation is signed by: %(role)s.",
    "“核实中”口径只能是一句话：不分行、不填空、不锁定，最多 %(most)s 字。": (
        "A line for “under verification” is one sentence: one line, no slots, nothing locked, at "
        "most %(most)s characters."
    ),
    "%(by)s 把通稿 %(number)s 标注为核实中，等更正或确认。": (
        "%(by)s marked release %(number)s as under verification; it waits for a correction or a "
        "confirmation."
    ),
    "核实中口径": "Line for “under verification”",
    "标注前再确认一次是您本人。": "Confirm once more that it is you before marking it.",
    "标注核实中": "Mark as under verification",
    "核实无误": "Confirmed",
    "核实中结束": "Verification ended",
    "核实中": "Under verification",
    "确认无误": "Confirm the words",
    "签字确认无误": "Sign that the words stand",
    "哪里有疑问（不公开）": "What is in doubt (not public)",
    "%(name)s 于 %(time)s 标注": "Marked by %(name)s at %(time)s",
    "有内容正在核实：请发更正，或由末步签发人确认无误。": "Something here is being verified: issue a correction, or have the last signer confirm it.",
    "签发更正，或由末步签发人确认无误，才会取下；尚未发出的渠道到那时再发。": (
        "A signed correction takes it away, or a confirmation by who signs the last step; channels "
        "that have not gone out wait until then."
    ),
    "公众页、事件页和订阅立即写明这一句（已预审），尚未发出的渠道停下。签发更正或确认无误后取下。": (
        "The public page, the incident and the feeds say this line at once (it was cleared "
        "beforehand), and channels that have not gone out stop. A signed correction or "
        "confirmation takes it away."
    ),
    "您签字确认这篇通稿（指纹 %(digest)s）内容无误：公众页取下“核实中”，停下的渠道继续发出。": (
        "You sign that the words of this release (digest %(digest)s) stand: the line leaves the "
        "public page, and the channels that waited go on."
    ),
    "已标注核实中。公众页和订阅正在更新，尚未发出的渠道已停下。": (
        "Marked as under verification. Page and feeds are being written; channels that had not "
        "gone out have stopped."
    ),
    "已确认无误。公众页正在取下“核实中”，停下的渠道继续发出。": (
        "Confirmed. The line is leaving the public page, and the channels that waited go on."
    ),
    "公众页写着“核实中”，等更正或确认。": (
        "The public page says “under verification”; it waits for a correction or a confirmation."
    ),
}
