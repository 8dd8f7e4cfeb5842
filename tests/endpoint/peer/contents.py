"""What disks contain: a mark, a text that a test writes. Snapshots keep it, and disks and instances from them get it.

Knows what a snapshot stores of a disk or an instance; must not know how either is created. The API never returns a mark: control.py does.
"""

from typing import TYPE_CHECKING, NamedTuple, Optional, Union

from .catalogue import Blueprint, Bundle

if TYPE_CHECKING:
    from .disks import Disk
    from .instances import Instance


class Part(NamedTuple):
    """An attached disk in a snapshot of an instance."""

    name: str
    path: str
    size: int
    mark: str


class Image:
    """What is stored of a disk, or of an instance with its attached disks, at one time."""

    def __init__(self, source: Union["Disk", "Instance"]):
        self.kind, self.name, self.arn, self.mark = source.kind, source.name, source.arn, source.mark
        self.size = source.disk_size if source.kind == "Instance" else source.size
        self.blueprint: Optional[Blueprint] = getattr(source, "blueprint", None)
        self.bundle: Optional[Bundle] = getattr(source, "bundle", None)
        attached = source.attached if source.kind == "Instance" else []
        self.described = [disk.describe() for disk in attached]
        self.parts = [Part(disk.name, disk.path, disk.size, disk.mark) for disk in attached]

    def source(self) -> dict:
        """The members that name it."""
        return {f"from{self.kind}Name": self.name, f"from{self.kind}Arn": self.arn}

    def marks(self) -> dict:
        found = {"mark": self.mark}
        if self.kind == "Instance":
            found["marks"] = [{"name": part.name, "path": part.path, "sizeInGb": part.size, "mark": part.mark} for part in self.parts]
        return found
