"""Every act on a template, one function a verb. All take the open transaction and the time."""

from console.release_templates.service.clearing import ask, end, sign
from console.release_templates.service.writing import create, plant, rename, retire, save

__all__ = ["ask", "create", "end", "plant", "rename", "retire", "save", "sign"]
