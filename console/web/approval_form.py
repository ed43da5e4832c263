"""信息发布审批表: who wrote, reviewed and signed a release, on paper. Chinese alone.

``content`` is what templates/print/approval_form.typ reads.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from console.authorisations.queries import AuthorisationView, by_numbers
from console.checks.findings import Finding
from console.incidents.queries import IncidentView, of_id
from console.kernel.clock import local, parse_utc
from console.kernel.errors import NotNow
from console.language import sentence
from console.language.words import word
from console.people import queries as people
from console.people.queries import PersonCard
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.publishing import queries as publishing
from console.publishing.queries import BoardRow
from console.releases import queries
from console.releases.queries import AfterReviewView, CallView, ReleaseView
from console.releases.queries.approved import Approved, Signed, approved
from console.releases.rules.guarding import Override
from console.releases.rules.titles import date_of
from console.web import qr
from console.web.services import Services
from console.web.translation import spoken

HEADING = "信息发布审批表"


@dataclass(frozen=True)
class Sources:
    """Everything it tells, read in one snapshot."""

    view: ReleaseView
    done: Approved
    findings: tuple[Finding, ...]
    overrides: tuple[Override, ...]
    deliveries: tuple[BoardRow, ...]
    incident: IncidentView | None
    people: Mapping[UUID, PersonCard]
    relied: Mapping[str, AuthorisationView]
    calls: Mapping[int, CallView]  # 电话核签, by step
    reviewed: AfterReviewView | None


def read(tx: Session, given: Services, actor: Actor, release_id: UUID) -> Sources:
    """Raises NotThere, and NotNow for words that were never submitted: nobody approved them."""
    view, done = queries.release(tx, release_id, actor), approved(tx, release_id)
    if not view.package or view.row.number is None:
        raise NotNow("printing.not_submitted")
    findings, overrides = queries.sealed(tx, release_id)
    return Sources(
        view=view,
        done=done,
        findings=findings,
        overrides=overrides,
        deliveries=publishing.of_release(tx, release_id, actor, given.policy.accounts),
        incident=of_id(tx, view.row.incident_id) if view.row.incident_id else None,
        people=people.names(tx, {each.person_id for each in view.remarks}),
        reviewed=queries.after_review(tx, release_id),
        relied=by_numbers(tx, given.clock.now(), {each.authorisation for each in done.signed}),
        calls=queries.by_step(tx, given.clock.now(), release_id),
    )


class Form:
    """One form of one state: the same state gives the same content."""

    def __init__(self, given: Services, sources: Sources) -> None:
        self._given = given
        self._of = sources
        self._zone = given.settings.zone

    @property
    def as_of(self) -> datetime:
        """When the last thing happened that it tells."""
        row, done = self._of.view.row, self._of.done
        told: list[datetime | None] = [each.at for each in done.signed]
        told += [each.at for each in self._of.view.remarks]
        told += [each.out_at for each in self._of.deliveries]
        told += [self._of.reviewed.done_at if self._of.reviewed else None]
        for call in self._of.calls.values():
            told += [call.confirmed_at, call.denied_at]
        told += [row.submitted_at, row.published_at, self._of.view.withdrawn_at]
        return max([row.updated_at, *(each for each in told if each)])

    def content(self, watermark: str = "") -> dict[str, Any]:
        view, row, package = self._of.view, self._of.view.row, self._of.view.package
        content, incident = view.content, self._of.incident
        number = row.number or ""
        verify = qr.verification(self._given.settings, number)
        return {
            "bureau": self._given.settings.config.bureau.name,
            "heading": HEADING,
            "number": number,
            "digest": view.digest,
            "watermark": watermark,
            "marks": [
                mark for mark, there in (("现场签发", package.get("on_scene")), ("演练", row.drill))
                if there
            ],
            "state": self._state(),
            "title": content.title,
            "list_title": content.list_title if content.list_title != content.title else "",
            "kind": word(row.kind.value, "kind"),
            "column": self._column(),
            "incident": f"{incident.title}（{incident.number}）" if incident else "不属于事件",
            "level": word(str(package["level"]), "level") if package.get("level") else "—",
            "channels": " → ".join(
                "、".join(word(each, "channel") for each in stage.channels)
                for stage in content.plan.stages
            ),
            "planned": self._at(content.plan.chosen_at) if content.plan.chosen_at else "签发即发",
            "drafted": "\n".join(self._drafted()),
            "checked": "\n".join(self._checked()),
            "steps": list(self._steps()),
            "parts": [part for part in self._parts() if part["rows"]],
            "qr": qr.svg(verify).decode(),
            "verify": verify,
            "notes": [
                "姓名、职务以签字时为准；签字以系统核验本人、对内容指纹签署为准。",
                f"记录截至 {self._at(self.as_of)}。",
            ],
            "text": [line for line in content.text.split("\n") if line],
            "issuer": content.issuer,
            "dateline": str(package["dateline"]),
            "annexes": [
                {"name": name, "text": text} for name, text in self._annexes() if text.strip()
            ],
        }  # fmt: skip

    def _at(self, moment: datetime | None) -> str:
        there = local(moment, self._zone) if moment else None
        return f"{date_of(there)} {there:%H:%M}" if there else ""

    def _who(self, person_id: UUID | None) -> str:
        card = self._of.people.get(person_id) if person_id else None
        return _titled(card.name, card.post) if card else ""

    def _state(self) -> str:
        view = self._of.view
        state = word(view.row.stage.value, "stage")
        if view.withdrawn_at:
            return f"{state}（{self._at(view.withdrawn_at)}，{view.withdrawal_reason}）"
        return f"{state}（{self._at(view.row.published_at)}）" if view.row.published_at else state

    def _column(self) -> str:
        slug = self._of.view.row.column
        column = self._given.settings.columns.get(slug)
        return column.name if column else slug

    def _drafted(self) -> Iterator[str]:
        for each in self._of.done.wrote:
            places = "、".join(f"{a}" if a == b else f"{a}—{b}" for a, b in each.places)
            yield f"{_titled(each.name, each.post)}　{self._at(each.first_at)} 起，写第 {places} 稿"

    def _checked(self) -> Iterator[str]:
        """校对: what the guard said before the words went to review, and who sent them there."""
        done = self._of.done
        if done.guarded_at:
            counts = [
                sum(each.severity.value == name for each in self._of.findings)
                for name in ("block", "warn", "note")
            ]
            yield (
                f"发布前检查（{done.guard}）于 {self._at(done.guarded_at)} 逐项检查："
                f"须改 {counts[0]} 项，注意 {counts[1]} 项，提示 {counts[2]} 项；"
                f"例外放行 {len(self._of.overrides)} 项。"
            )
        if done.submitted_at:
            yield f"{_titled(*done.submitter)} 于 {self._at(done.submitted_at)} 核对后送审。"

    def _steps(self) -> Iterator[dict[str, Any]]:
        signed = {each.step: each for each in self._of.done.signed}
        package: Mapping[str, Any] = self._of.view.package
        if cited := package.get("clearance"):
            yield self._cited(cited)
        if check := package.get("self_check"):
            yield self._self_check(check)
        for dot in self._of.view.chain:
            step = signed.get(dot.place)
            last = dot.place == len(self._of.view.chain) - 1
            yield {
                "name": word(dot.role.value, "step"),
                "marks": list(self._step_marks(step)) if step else [],
                "lines": list(self._concluded(dot.role, step, last=last)),
                **self._signer(step),
            }

        if review := self._of.reviewed:
            yield self._afterwards(review)

    def _step_marks(self, step: Signed) -> Iterator[str]:
        if step.authorisation in self._of.relied:
            yield "依授权签字"
        if step.proof.startswith("telephone"):
            yield "电话核签"

    def _concluded(self, role: Role, step: Signed | None, *, last: bool) -> Iterator[str]:
        if step is None:
            yield "尚未签字。"
            return
        if role is Role.SECRECY_REVIEWER:
            yield "审查结论：通过，可以公开发布。"
            yield f"审查依据：{self._given.settings.config.printing.secrecy_basis}。"
        else:
            yield "结论：同意签发。" if last else "结论：同意。"
        if step.comment:
            yield f"意见：{step.comment}"

    def _signer(self, step: Signed | None) -> dict[str, Any]:
        if step is None:
            return {"signer": "", "post": "", "at": "", "proof": []}
        proof = [f"本人核验：{word(step.proof, 'proof')}"]
        if relied := self._of.relied.get(step.authorisation):
            proof.append(
                f"依据授权 {relied.number}：{relied.giver_name}（{relied.giver_post}）授权，"
                f"{self._at(relied.starts_at)} 至 {self._at(relied.ends_at)}"
            )
        else:
            proof.append(f"依据本人职责：{word(step.role, 'role')}")
        proof += self._called(step)
        return {
            "signer": step.name, "post": step.post, "at": self._at(step.at), "proof": proof,
        }  # fmt: skip

    def _called(self, step: Signed) -> Iterator[str]:
        """Who attested a signature by telephone, and whether its signer has confirmed it."""
        call = self._of.calls.get(step.step)
        if call is None:
            return
        yield f"通话人：{call.caller_name}（{call.caller_post}）"
        yield f"见证人：{call.witness_name}（{call.witness_post}）"
        if call.confirmed_at:
            yield f"本人当面确认：{self._at(call.confirmed_at)}"
        elif call.denied_at:
            yield f"签字人否认（我没有签）：{self._at(call.denied_at)}"
        else:
            yield f"本人尚未当面确认，最迟 {self._at(call.confirm_by)}"

    def _cited(self, cited: Mapping[str, Any]) -> dict[str, Any]:
        """The secrecy review was met by words that were cleared beforehand."""
        signers = [
            f"{word(each['role'], 'role')} {each['name']}（{each['post']}）{self._utc(each['at'])}"
            for each in cited["signatures"]
        ]
        slots = [f"{name}：{value}" for name, value in cited["slots"].items()]
        lines = [
            "审查结论：采用预审过的口径，仅填写规定的空项，不再逐篇审查。",
            f"审查依据：模板“{cited['template']}”第 {cited['version']} 版。",
            f"{self._utc(cited['cleared_at'])} 预审通过，{self._utc(cited['expires_at'])} 前有效。",
            f"预审内容指纹：{cited['digest']}",
            "预审签字：" + "；".join(signers),
            *(["填写：" + "；".join(slots)] if slots else []),
        ]
        return {"name": "保密审查", "marks": ["预审口径"], "lines": lines, **self._signer(None)}

    def _self_check(self, check: Mapping[str, Any]) -> dict[str, Any]:
        """On scene: a list stands for the secrecy review, and a review afterwards is owed."""
        lines = [
            "现场自查（代替发布前的保密审查，事后补审）：",
            *(f"√ {each['text']}" for each in check["items"]),
            f"自查人：{check['name']}（{check['post']}）{self._utc(check['at'])}",
        ]
        return {"name": "保密审查", "marks": ["现场自查"], "lines": lines, **self._signer(None)}

    def _afterwards(self, review: AfterReviewView) -> dict[str, Any]:
        if not review.verdict:
            lines = [f"尚未补审，须在 {self._at(review.due_at)} 前完成。"]
            return {"name": "事后补审", "marks": [], "lines": lines, **self._signer(None)}
        lines = [f"补审结论：{word(review.verdict, 'after_verdict')}。"]
        return {
            "name": "事后补审",
            "marks": [],
            "lines": [*lines, *([f"意见：{review.remark}"] if review.remark else [])],
            "signer": review.done_name,
            "post": review.done_post,
            "at": self._at(review.done_at),
            "proof": [f"本人核验：{word(review.proof, 'proof')}"],
        }

    def _utc(self, text: str) -> str:
        return self._at(parse_utc(text))

    def _parts(self) -> Iterator[dict[str, Any]]:
        found = {"程度": "14", "位置": "20", "原文": "half", "说明和处理": ""}
        yield _part("发布前检查与例外放行", found, _once(self._found()))
        yield _part("已失效的签字", {"步骤": "26", "签字人": "", "签字时间": "41", "失效": "58"}, (
            [word(each.role, "step"), each.person_name, self._at(each.signed_at),
             f"{self._at(each.fell_at)} {word(each.because, 'fell')}"]
            for each in self._of.view.fallen
        ))  # fmt: skip
        yield _part("意见与退回", {"事项": "22", "人员": "40", "时间": "41", "内容": ""}, (
            [word(each.kind, "remark"), self._who(each.person_id), self._at(each.at), each.text]
            for each in self._of.view.remarks
        ))  # fmt: skip
        yield _part(
            "各渠道发布情况",
            {"渠道": "20", "动作": "14", "状态": "22", "时间": "41", "链接": ""},
            self._delivered(),
        )

    def _found(self) -> Iterator[list[str]]:
        let = {each.key: each for each in self._of.overrides}
        for each in self._of.findings:
            said = sentence(each.sentence, spoken(each.parameters), "zh-CN")
            given = let.get(f"{each.code}|{each.part}|{each.excerpt}")
            if given:
                said += (f"\n例外放行：{given.by}（{given.post}）{self._at(given.at)}。"
                         f"理由：{given.reason}")  # fmt: skip
            severity = word(each.severity.value, "severity")
            yield [severity, word(each.part, "part"), each.excerpt, said]

    def _delivered(self) -> Iterator[list[str]]:
        for each in self._of.deliveries:
            yield [
                word(each.channel, "channel"),
                word(each.action.value, "action"),
                word(each.state.value, "delivery_state"),
                self._at(each.out_at),
                each.url or "",
            ]

    def _annexes(self) -> Iterator[tuple[str, str]]:
        content = self._of.view.content
        yield "公众须知", content.advice
        for name, variant in sorted(content.variants.items()):
            text = "（正文同上）" if variant.text == content.text else variant.text
            said = [each for each in (variant.title, variant.summary, text) if each]
            if said != [content.title]:
                yield f"{word(name, 'channel')}文字", "\n".join(said)
        yield (
            "附件",
            "\n".join(f"{each.alt or each.name}（{each.sha256}）" for each in content.attachments),
        )


def _once(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """The same line once, with how often."""
    for row, times in Counter(map(tuple, rows)).items():
        yield [*row[:-1], row[-1] + (f"（共 {times} 处）" if times > 1 else "")]


def _part(name: str, head: Mapping[str, str], rows: Iterable[list[str]]) -> dict[str, Any]:
    """``head``: the name of each column → its width in mm, "" or "half" for a share of the rest."""
    return {"name": name, "head": list(head), "widths": list(head.values()), "rows": list(rows)}


def _titled(name: str, post: str) -> str:
    return f"{name}（{post}）" if post else name
