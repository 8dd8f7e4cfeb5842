"""Starting, stopping and rebooting instances.

Knows in which states each is possible; must not know how a state is entered, nor which bundles a start may change to. Source: API_StartInstance
and related pages; instance states of EC2.
"""

from typing import Callable

from .faults import failed
from .generations import bundle_for_start
from .instances import Instance, fail_without_room
from .world import Region, serves


def _change_power(
    region: Region, instance: Instance, kind: str, from_states: tuple, already: str, on_the_way: str, then: Callable[[], None] = lambda: None
) -> dict:
    if instance.state == already:
        return {"operations": [region.done(kind, instance, "")]}
    if instance.state not in from_states:
        raise failed(f"The instance {instance.name} is {instance.state}, which {kind} is not possible in", "InvalidInstanceState")
    instance.state = on_the_way
    instance.become(already)
    return {"operations": [region.start(kind, instance, "", then)]}


@serves("StopInstance")
def stop_instance(region: Region, params: dict) -> dict:
    states = ("running", "stopping") if params.get("force") else ("running",)
    return _change_power(region, region.find(Instance, params["instanceName"]), "StopInstance", states, "stopped", "stopping")


@serves("StartInstance")
def start_instance(region: Region, params: dict) -> dict:
    instance = region.find(Instance, params["instanceName"])
    wanted, bundle = params.get("attributeUpdates", {}).get("bundleId"), instance.bundle
    if wanted:
        if instance.state != "stopped":
            raise failed(f"The instance {instance.name} is {instance.state}; its bundle changes only from stopped", "InvalidInstanceState")
        bundle = bundle_for_start(instance, wanted)
    if instance.state == "stopped" and region.is_full(instance.zone, bundle.id):
        return {"operations": [fail_without_room(region, "StartInstance", instance)]}
    update: Callable[[], None] = (lambda: instance.set_bundle(bundle)) if bundle != instance.bundle else (lambda: None)
    return _change_power(region, instance, "StartInstance", ("stopped",), "running", "pending", update)


@serves("RebootInstance")
def reboot_instance(region: Region, params: dict) -> dict:
    instance = region.find(Instance, params["instanceName"])
    if instance.state != "running":
        raise failed(f"The instance {instance.name} is {instance.state}; only one that runs is rebooted", "InvalidInstanceState")
    return {"operations": [region.done("RebootInstance", instance, "")]}
