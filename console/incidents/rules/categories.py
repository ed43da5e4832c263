"""What kind of event it is. 突发事件应对法 第2条 has four; a 舆情事件 is none of them by itself."""

from enum import StrEnum


class Category(StrEnum):
    NATURAL_DISASTER = "natural_disaster"  # 自然灾害
    ACCIDENT_DISASTER = "accident_disaster"  # 事故灾难
    PUBLIC_HEALTH = "public_health"  # 公共卫生事件
    SOCIAL_SECURITY = "social_security"  # 社会安全事件
    OPINION = "opinion"  # 舆情事件
    UNKNOWN = "unknown"  # 未分类: registered before there were categories, or not yet clear


GRADED = frozenset({Category.NATURAL_DISASTER, Category.ACCIDENT_DISASTER, Category.PUBLIC_HEALTH})
"""The Law grades these three into four levels (第3条), and no 社会安全事件."""
