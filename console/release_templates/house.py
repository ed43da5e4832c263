"""The house's own templates: where a bureau begins. Our own words, by the conventions of bulletins:
快报事实、慎报原因. What an administrator made of one stays."""

from dataclasses import dataclass

from console.release_templates.rules.clearing import HOLDING, VERIFYING, Wording


@dataclass(frozen=True, slots=True)
class House:
    """``seed`` names it for good."""

    seed: str
    name: str
    wording: Wording


FIGURES = """\
?截至{{截至:fact:as_of}}，
?{{死亡:fact:deaths}}，
?{{受伤:fact:injuries}}，
?{{重伤:fact:serious_injuries}}，
?{{轻伤:fact:minor_injuries}}，
?{{失联:fact:missing}}，
?{{被困:fact:trapped}}，
?{{疏散:fact:evacuated}}，"""
CLOSE = """\
?请公众注意：{{公众须知:fact:public_advice}}。

?家属和咨询电话：{{咨询电话:fact:enquiry_phone}}。

[[有关情况正在核实，后续情况将及时通报。]]"""


def _first(happened: str, deeds: str) -> str:
    paragraphs = (
        f"{happened}\n?{{{{性质:fact:nature}}}}。",
        f"{deeds}\n?{{{{措施:fact:measures}}}}。",
        FIGURES,
        CLOSE,
    )
    return "\n\n".join(paragraphs)


TEMPLATES = (
    House(
        "initial", "首报（通用）",
        Wording("initial", (), "", _first(
            "{{发生时间:time}}，{{地点:place}}发生一起{{类别:category}}。",
            "[[接报后，我局立即组织警力赶赴现场处置。]]",
        )),
    ),
    House(
        "initial-natural", "首报（自然灾害）",
        Wording("initial", ("natural_disaster",), "", _first(
            "{{发生时间:time}}，{{地点:place}}发生自然灾害。",
            "[[灾情发生后，我局立即启动应急预案，组织警力赶赴现场，全力开展抢险救援、转移群众和交通疏导。]]",
        )),
    ),
    House(
        "initial-accident", "首报（事故灾难）",
        Wording("initial", ("accident_disaster",), "", _first(
            "{{发生时间:time}}，{{地点:place}}发生一起事故。",
            "[[接报后，我局立即组织警力赶赴现场，会同有关部门开展救援、现场警戒和交通疏导。]]",
        )),
    ),
    House(
        "initial-health", "首报（公共卫生）",
        Wording("initial", ("public_health",), "", _first(
            "{{发生时间:time}}，{{地点:place}}发生一起公共卫生事件。",
            "[[我局配合卫生健康等部门开展处置，维护现场秩序。救治情况以卫生健康部门发布为准。]]",
        )),
    ),
    House(
        "initial-social", "首报（社会安全）",
        Wording("initial", ("social_security",), "", _first(
            "{{发生时间:time}}，{{地点:place}}发生一起警情。",
            "[[接警后，民警迅速到场处置。案件正在依法办理。]]",
        )),
    ),
    House(
        "initial-opinion", "首报（舆情）",
        Wording("initial", ("opinion",), "",
            "[[我局关注到网上有关]]{{反映的事项:text}}[[的信息，高度重视，已成立工作组开展核查。]]\n\n"
            "?目前，{{经过:fact:course}}。\n\n"
            f"{CLOSE}",
        ),
    ),
    House(
        "update", "续报（通用）",
        Wording("update", (), "",
            "{{发生时间:time}}，{{地点:place}}发生的{{类别:category}}，[[现将最新情况通报如下。]]\n\n"
            f"{FIGURES}\n\n?{{{{经过:fact:course}}}}。\n?{{{{措施:fact:measures}}}}。\n\n{CLOSE}",
        ),
    ),
    House(
        "update-opinion", "续报（舆情）",
        Wording("update", ("opinion",), "",
            "关于网上反映的{{反映的事项:text}}，[[现将核查进展通报如下。]]\n\n"
            f"?{{{{经过:fact:course}}}}。\n?{{{{措施:fact:measures}}}}。\n\n{CLOSE}",
        ),
    ),
    House(
        "final", "终报（通用）",
        Wording("final", (), "",
            "{{发生时间:time}}，{{地点:place}}发生的{{类别:category}}，[[现将处置结果通报如下。]]\n\n"
            "?{{经过:fact:course}}。\n\n"
            f"{FIGURES}\n?{{{{财产损失:fact:property_loss}}}}，\n\n"
            "?经调查，{{起因:fact:cause}}。\n?{{措施:fact:measures}}。\n\n"
            "善后和追责情况：{{善后和追责:text}}。\n\n"
            "?家属和咨询电话：{{咨询电话:fact:enquiry_phone}}。",
        ),
    ),
    House(
        "correction", "更正（通用）",
        Wording("correction", (), "",
            "本局此前发布的有关内容有误，现予更正。{{更正的内容:text}}。更正后的全文如下。",
        ),
    ),
    House(
        "rebuttal", "辟谣（通用）",
        Wording("rebuttal", (), "警方辟谣",
            "近日，网传{{网传的内容:text}}。\n\n"
            "[[经核查，该信息不属实，系谣言。]]实际情况是：{{实际情况:text}}。\n\n"
            "[[编造、传播虚假信息扰乱公共秩序的，公安机关将依法处理。"
            "请广大网民不造谣、不信谣、不传谣，以官方发布的信息为准。]]",
        ),
    ),
    House(
        "holding", "先期声明（通用）",
        Wording(
            HOLDING,
            ("natural_disaster", "accident_disaster", "public_health", "social_security"),
            "",
            "{{发生时间:time}}，{{地点:road}}发生一起{{类别:category}}。"
            "接报后，我局立即组织警力赶赴现场处置。\n\n"
            "现场情况正在核实。请群众不要前往围观，过往车辆注意绕行，以官方发布的信息为准。\n\n"
            "咨询电话：{{咨询电话:hotline}}。后续情况将及时通报。",
        ),
    ),
    House(
        "verifying", "核实中（通用）",
        Wording(
            VERIFYING, (), "", "本通稿的有关内容正在进一步核实，请以后续发布为准，暂勿转发。"
        ),
    ),
)  # fmt: skip
