"""What is being played, and the one thing that the visitor should do now, in plain words."""

from dataclasses import dataclass

from flask_babel import gettext as _

from console.demo.cast import BY_NAME
from console.demo.progress import Progress
from console.language import sentence
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.web.context import locale
from console.web.delivery_cards import edit_url, sign_url


@dataclass(frozen=True, slots=True)
class NextStep:
    """``said``: what is so; ``wanted``: what to do. ``button``: its word, "" for none.

    ``night``: the button plays the night. ``become``: it signs in as this user name first.
    ``opens``: a path for the console's pane. ``secret``: the password is needed for it.
    """

    said: str
    wanted: str = ""
    button: str = ""
    night: bool = False
    become: str = ""
    opens: str = ""
    secret: bool = False
    yours: bool = False


def next_step(seen: Progress, me: Actor | None) -> NextStep:
    if seen.silent and seen.playing:
        return NextStep(
            _("后台进程没有动静。"), _("请看一眼启动演示的终端；它恢复后，剧情会接着演。")
        )
    if seen.state == "idle":
        return NextStep(
            _("看一场突发事件的通报，怎样从拟稿、审签走到公众眼前。"),
            _("约三分钟。其中一份通报，留给您来签发。"),
            _("重演一夜"),
            night=True,
        )
    if seen.state == "visitor":
        return _signature(seen, me)
    if seen.state == "sent_back":
        return _sent_back(seen, me)
    if seen.state == "playing":
        return NextStep(
            _doing(seen), _trouble(seen) or _("请看“新闻网站”和“订阅”：发布的内容会自己出现。")
        )
    return _over(seen)


def _doing(seen: Progress) -> str:
    return sentence(f"demo.doing.{seen.deed}", {"title": _inner(seen.title)}, locale())


def _inner(title: str) -> str:
    """A title inside 《》 marks its own with 〈〉."""
    return title.replace("《", "〈").replace("》", "〉")


def _trouble(seen: Progress) -> str:
    return sentence(seen.trouble, {}, locale()) if seen.trouble else ""


def _signature(seen: Progress, me: Actor | None) -> NextStep:
    said = _("《%(title)s》正等局领导签发。没有这一签，什么都不会发出去。", title=seen.title)
    opens = sign_url(seen.release_id) if seen.release_id else ""
    if me is None or Role.BUREAU_LEADER not in me.roles:
        name = BY_NAME["leader"].name
        return NextStep(
            said,
            _("轮到您了。"),
            _("以局领导（%(name)s）的身份去签发", name=name),
            become="leader", opens=opens, yours=True,
        )  # fmt: skip
    wanted = _("请在发言台里核对正文，点“签发”，再输一次口令。")
    return NextStep(said, wanted, _("打开待签的通报"), opens=opens, secret=True, yours=True)


def _sent_back(seen: Progress, me: Actor | None) -> NextStep:
    said = _("《%(title)s》已被退回，回到了草稿。", title=seen.title)
    opens = edit_url(seen.release_id) if seen.release_id else ""
    wanted = _("改好后再送审，剧情就接着演。")
    if me is None or me.username != "spokesperson":
        return NextStep(
            said, wanted, _("以新闻发言人的身份去修改"),
            become="spokesperson", opens=opens, yours=True,
        )  # fmt: skip
    return NextStep(said, wanted, _("打开草稿"), opens=opens, yours=True)


def _over(seen: Progress) -> NextStep:
    again = {"button": _("再演一遍"), "night": True}
    if seen.state == "finished":
        return NextStep(
            _("演完了：五份通报都已发出，每一步都有签名和记录。"),
            _("可以在发言台里随意走走，或换个身份看看。"), **again,
        )  # fmt: skip
    if seen.state == "ended":
        return NextStep(_("《%(title)s》已不再走审签，这一场到此为止。", title=seen.title), **again)
    if seen.state == "stopped":
        return NextStep(_("这一场没能演下去。已发出的内容不受影响。"), **again)
    waited = _("等了十分钟，这一场先歇下了：《%(title)s》仍在等待。", title=seen.title)
    return NextStep(waited, _trouble(seen) or _("它还在待办里，随时可以接着办。"), **again)
