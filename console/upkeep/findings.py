"""What the doctor may find: a sentence with its facts, and what repairs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from console.kernel.errors import Parameter

START_DISPATCHER: Final = "fayan dispatcher"
START_WORKER: Final = "fayan worker"
REBUILD: Final = "fayan rebuild"
VERIFY_AUDIT: Final = "fayan audit verify"
MIGRATE: Final = "fayan migrate"
RESTORE: Final = "fayan restore"


@dataclass(frozen=True, slots=True)
class Finding:
    """``code``: of its sentence. ``repair``: a command, or a path of the console; "": the sentence
    says what to do."""

    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    repair: str = ""
