"""What the bureau had said before the visitor came. All of it is made up, and ours."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from console.kernel.clock import local
from console.releases.rules.kinds import Kind

End = Literal["published", "handed_over", "in_review", "draft"]
OPENING: Final = timedelta(days=15)  # the accounts are this old


@dataclass(frozen=True, slots=True)
class Sample:
    """``{day}`` in its words is the date of ``days_ago``, as a text says it (11月23日).

    ``end``: how far it got; ``handed_over``: out, but WeChat still waits for a person.
    """

    days_ago: int
    at: time  # the bureau's
    kind: Kind
    column: str
    title: str
    text: str
    end: End = "published"
    by: str = "spokesperson"
    channels: tuple[str, ...] = ()

    def moment(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Always in the past: one of today is put a little before ``now``."""
        here = local(now, zone)
        day = (here - timedelta(days=self.days_ago)).date()
        return min(datetime.combine(day, self.at, zone), now - timedelta(minutes=25))

    def words(self, moment: datetime, zone: ZoneInfo) -> tuple[str, str]:
        here = local(moment, zone)
        day = f"{here.month}月{here.day}日"
        return self.title.format(day=day), self.text.format(day=day)


SAMPLES: Final[tuple[Sample, ...]] = (
    Sample(
        12, time(9, 30), Kind.NOTICE, "advice", "警方提示：快递理赔莫轻信",
        "近期，有市民接到自称快递客服的来电，对方以“包裹丢失、双倍理赔”为由，要求添加社交账号、下载会议软件并共享屏幕。"
        "经核实，此类来电均为冒充客服诈骗。\n"
        "正规理赔通过原购物平台办理，不需要共享屏幕，不需要提供验证码，也不需要先行转账。\n"
        "接到类似电话，请先挂断，再从购物平台的官方入口联系客服核实。一旦发现被骗，请保留通话和转账记录，立即拨打110报警。",
    ),
    Sample(
        9, time(16, 0), Kind.NOTICE, "notices", "关于城市半程马拉松期间临时交通管理的通告",
        "为保障城市半程马拉松赛事安全有序进行，根据《中华人民共和国道路交通安全法》有关规定，"
        "现将赛事期间临时交通管理措施通告如下：\n"
        "一、比赛日6时至11时，滨河大道、平安路（市民广场至滨河大道段）禁止机动车通行。\n"
        "二、途经上述路段的8条公交线路临时调整走向，具体以公交站台公告为准。\n"
        "三、执行紧急任务的警车、消防车、救护车、工程救险车不受限制。\n"
        "请广大驾驶人提前规划路线，服从现场民警指挥。由此带来的不便，敬请谅解。",
    ),
    Sample(
        7, time(10, 15), Kind.STATEMENT, "work", "全市公安派出所开展独居老人走访",
        "入冬以来，全市公安派出所结合日常入户走访，对登记的独居老人逐户上门，检查取暖设施和电气线路，讲解防诈骗知识。\n"
        "截至{day}，已走访1260户，帮助排除用电用火隐患87处，为行动不便的老人上门办理身份证件34件。\n"
        "走访将持续至明年三月。家中有独居老人需要帮助的，可向辖区派出所提出。",
        channels=("website", "feeds"),
    ),
    Sample(
        5, time(10, 0), Kind.STATEMENT, "press", "打击治理电信网络诈骗新闻发布会实录摘要",
        "{day}上午，示例市公安局召开新闻发布会，通报今年以来打击治理电信网络诈骗工作情况。\n"
        "新闻发言人林知远介绍，今年以来全市电信网络诈骗发案数同比下降，公安机关通过预警劝阻为群众避免了经济损失，"
        "并已向受害人集中返还一批涉案资金。\n"
        "记者问：市民最容易忽视的环节是什么？发言人答：是共享屏幕。无论对方自称什么身份，共享屏幕就等于交出手机。\n"
        "发布会图文资料可在本站查阅。媒体采访请联系新闻发言人办公室。",
    ),
    Sample(
        3, time(21, 40), Kind.STATEMENT, "bulletins", "警情通报",
        "{day}18时25分许，我市示例区平安路与育才街交叉口发生一起两车相撞的交通事故。\n"
        "接警后，民警迅速到场处置。事故造成2人受轻伤，均已送医，无生命危险。现场交通于19时10分恢复正常。\n"
        "经检测，双方驾驶人孙某、何某某均无饮酒情形。事故原因正在进一步调查。",
    ),
    Sample(
        2, time(15, 20), Kind.REBUTTAL, "bulletins", "关于网传“城北多名儿童走失”的情况说明",
        "{day}，有人在社交平台发布“城北多名儿童走失”的信息，引发市民关注。\n"
        "经公安机关逐一核查报警记录，并与辖区学校、社区核实，近期城北片区未发生儿童走失警情，相关信息不属实。\n"
        "编造、传播虚假信息扰乱公共秩序的，应承担法律责任。请广大市民以官方发布为准，发现可疑情况及时拨打110。",
    ),
    Sample(
        0, time(8, 30), Kind.NOTICE, "advice", "警方提示：寒潮天气出行与取暖安全",
        "受较强冷空气影响，我市气温将明显下降，部分路段可能结冰。警方提示：\n"
        "出行前请查看路况，雨雪天气减速慢行、保持车距；电动自行车不要驶入机动车道。\n"
        "使用燃气、炭火取暖时务必保持通风，睡前检查炉火；电热设备不要长时间无人看管。\n"
        "遇有险情，请拨打110、119或120求助。",
        end="handed_over",
    ),
    Sample(
        0, time(9, 10), Kind.NOTICE, "notices", "关于调整户籍窗口周末服务时间的通告",
        "为方便群众办事，自下周起，全市公安户籍窗口周六、周日9时至16时正常受理身份证、居住证业务。\n"
        "办理户口迁移等需要审核的业务，请于工作日前往。可通过本站公布的渠道提前预约，减少等候。",
        end="in_review",
    ),
    Sample(
        0, time(9, 40), Kind.NOTICE, "advice", "警方提示：谨防“高薪刷单”骗局",
        "临近年末，以“兼职刷单、日结高薪”为名的诈骗有所增多。此类骗局往往先返小利，再诱导垫付大额资金。\n"
        "（以下待补充：本月典型手法，由反诈中心提供。）",
        end="draft",
        by="editor",
    ),
)  # fmt: skip
