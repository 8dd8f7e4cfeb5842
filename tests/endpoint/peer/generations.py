"""The bundle that an instance gets when its start asks for another one.

Knows which bundles a start may change to; must not know states, nor how an instance starts. Source: the documentation of
InstanceAttributeUpdates in the model, which names three cases: "auto", a newer generation, and the original bundle. That nothing else of the bundle
may differ is assumed.
"""

from typing import TYPE_CHECKING

from .catalogue import BUNDLES, Bundle
from .faults import invalid

if TYPE_CHECKING:
    from .instances import Instance


def _successors(bundle: Bundle) -> list[Bundle]:
    """The bundles on offer that differ from this one by a newer generation."""
    return [other for other in BUNDLES.values() if other.active and other.line == bundle.line and other.generation > bundle.generation]


def bundle_for_start(instance: "Instance", wanted: str) -> Bundle:
    """The bundle of an instance after a start that asks for this one, or InvalidInputException."""
    now = instance.bundle
    allowed = {row.id: row for row in _successors(now)}
    if wanted == "auto":
        if not allowed:
            raise invalid(f"{now.id} is no bundle of a previous generation; there is none to update {instance.name} to", "InvalidBundle")
        return max(allowed.values(), key=lambda row: row.generation)
    if instance.original:
        allowed[instance.original.id] = instance.original
    allowed[now.id] = now
    if wanted not in allowed:
        others = ", ".join(sorted(allowed.keys() - {now.id})) or "none"
        raise invalid(f"{instance.name} cannot be updated from the bundle {now.id} to {wanted}", "InvalidBundle", f"Possible bundles: {others}.")
    return allowed[wanted]
