"""Papers, units and officers of a sample dossier, as the fields of records."""

from __future__ import annotations

_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtvbW11bmUta2V5LWZvci10ZXN0cy1vbmx5LTAwMDAw"


def _officer(name: str, title: str, role: str, unit: str) -> dict[str, object]:
    key = {"public": _KEY, "fingerprint": "SHA256:" + "A" * 43, "from": "2024-01-01"}
    post = {"role": role, "unit": unit, "from": "2024-01-01"}
    return {"kind": "officer", "name": name, "title": title, "keys": [key], "roles": [post]}


def _unit(name: str, unit_kind: str, code: str, parent: str = "") -> dict[str, object]:
    fields: dict[str, object] = {
        "kind": "unit",
        "name": name,
        "unit_kind": unit_kind,
        "social_credit_code": code,
    }
    return fields | ({"parent": parent} if parent else {})


def act(
    verb: str, source: str, target: str, by: str, at: str, opinion: str = "", behalf: str = ""
) -> dict[str, object]:
    """A decision as it stands in a record."""
    role, unit = ACTORS[by]
    fields: dict[str, object] = {
        "verb": verb,
        "from": source,
        "to": target,
        "by": f"officers/{by}",
        "role": role,
        "unit": unit,
        "at": at,
    }
    return fields | ({"opinion": opinion} if opinion else {}) | ({"delegated_for": behalf} if behalf else {})


ACTORS = {
    "zhou-min": ("project-unit", "units/health"),
    "li-na": ("department-cio-team", "units/health"),
    "wang-qiang": ("district-cio-team", "units/informatization"),
    "chen-jing": ("development-finance", "units/finance"),
    "sun-li": ("general-office", "units/general-office"),
}


MONEY = "1286500.00"


def approval(number: str, day: str) -> dict[str, object]:
    return {"document_number": number, "date": day, "amount": MONEY}


def paper(kind: str, stage: str, decisions: list[dict[str, object]], **fields: object) -> dict[str, object]:
    return {"kind": kind, **fields, "stage": stage, "decisions": decisions}


def assessment(subject: str, number: str) -> dict[str, object]:
    return paper(
        "assessment",
        "on-record",
        [act("submit", "draft", "on-record", "zhou-min", "2026-08-20T09:00:00+08:00")],
        subject=subject,
        body={"name": "深圳市信息安全测评中心", "accreditation_number": "CNAS L8023"},
        assessed_from="2026-08-01",
        assessed_to="2026-08-12",
        standard="《深圳市电子政务项目检测验收规范》",
        report_number=number,
        report_date="2026-08-15",
        conclusion="passed",
    )


def contract(kind: str, number: str, name: str, contractor: str, amount: str, goods: list[object]) -> dict[str, object]:
    fields: dict[str, object] = {
        "contract_kind": kind,
        "number": number,
        "name": name,
        "client": "units/health",
        "contractor": contractor,
        "signatories": [{"unit": "units/health", "name": "周敏"}, {"unit": contractor, "name": "何伟"}],
        "procurement": {"method": "open-tender" if kind == "construction" else "competitive-consultation"},
        "amount": amount,
        "signed_on": "2026-03-05",
        "starts_on": "2026-03-10",
        "ends_on": "2026-06-30",
        "content": "见合同附件",
        "payment_plan": [{"event": "竣工验收通过", "amount": amount}],
        "standard_form": {"followed": True},
    }
    if goods:
        fields["procurement_list"] = goods
    taken = [
        act("submit", "draft", "signed", "zhou-min", "2026-03-06T10:00:00+08:00"),
        act("acknowledge", "signed", "signed", "sun-li", "2026-03-11T10:00:00+08:00"),
    ]
    return paper("contract", "signed", taken, **fields)


def goods_list(count: int) -> list[object]:
    names = [
        ("电子病历共享平台软件", "software", "定制开发", "套", 1, "650000.00"),
        ("机架式服务器", "equipment", "浪潮 NF5280M6", "台", 4, "68000.00"),
        ("数据库管理系统（企业版）", "software", "达梦 DM8", "套", 2, "52000.00"),
        ("三年期驻场运维与数据治理服务", "service", "／", "项", 1, "98500.00"),
    ]
    rows: list[object] = []
    for number in range(count):
        name, kind, model, unit, quantity, price = names[number % len(names)]
        total = f"{float(price) * quantity:.2f}"
        rows.append(
            {
                "name": name,
                "goods_kind": kind,
                "model": model,
                "unit": unit,
                "quantity": quantity,
                "unit_price": price,
                "amount": total,
            }
        )
    return rows


def register() -> dict[str, dict[str, object]]:
    """Units and officers."""
    return {
        "units/district": _unit("坪山新区信息化领导小组", "leading-group", "11440310MB2C95501A"),
        "units/health": _unit("坪山新区公共事业局", "department", "11440303MB2C95518J", "units/district"),
        "units/informatization": _unit("坪山新区信息化管理办公室", "informatization-office", "11440310MB2C95502B"),
        "units/finance": _unit("坪山新区发展和财政局", "development-finance", "11440310MB2C95503C"),
        "units/general-office": _unit("坪山新区综合办公室", "general-office", "11440310MB2C95504D"),
        "units/mingtu": _unit("深圳市明图信息技术有限公司", "company", "91440300MA5EXAMP1X"),
        "units/hengxin": _unit("深圳市恒信工程监理有限公司", "company", "91440300MA5EXAMP2Y"),
        "officers/zhou-min": _officer("周敏", "信息科科长", *ACTORS["zhou-min"]),
        "officers/li-na": _officer("李娜", "部门信息官", *ACTORS["li-na"]),
        "officers/wang-qiang": _officer("王强", "项目管理组组长", *ACTORS["wang-qiang"]),
        "officers/chen-jing": _officer("陈静", "投资科科长", *ACTORS["chen-jing"]),
        "officers/sun-li": _officer("孙丽", "机要文书", *ACTORS["sun-li"]),
    }
