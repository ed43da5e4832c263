"""Words of the fact ledger."""

TABLES = {
    "fact_key": {
        "nature": "性质",
        "course": "发生和发展",
        "deaths": "死亡",
        "serious_injuries": "重伤",
        "minor_injuries": "轻伤",
        "injuries": "受伤",
        "missing": "失联",
        "trapped": "被困",
        "evacuated": "疏散转移",
        "property_loss": "财产损失（元）",
        "suspects": "涉案人数",
        "measures": "已采取的措施",
        "cause": "起因",
        "public_advice": "公众须知（避险、绕行）",
        "enquiry_phone": "家属和咨询电话",
        "free": "其他情况",
    },
    "counted": {
        "deaths": "死亡",
        "serious_injuries": "重伤",
        "loss_wan": "直接经济损失",
    },
    "event": {
        "incidents:fact:entered": "登记情况",
        "incidents:fact:confirmed": "核实情况",
        "incidents:fact:opened": "改动情况是否公开",
        "incidents:fact:personal": "标为个人信息",
        "incidents:fact:cleared": "按规定清除个人信息",
        "incidents:fact:mistaken": "注明登记有误",
    },
    "detail": {"kept": "有理由保留的检查结果", "fact": "情况", "releasable": "可公开"},
}
