"""The bundles of buckets and distributions, and how often an object may change to another one.

Knows tables and months; must not know buckets nor distributions. Source: the pricing page; API_UpdateBucketBundle, API_UpdateDistributionBundle ("only one
time within a monthly AWS billing cycle").
"""

import time
from typing import NamedTuple, Optional

from .faults import invalid


class Plan(NamedTuple):
    """A bundle. `storage` is None for distributions; both sizes are in GB."""

    id: str
    name: str
    price: float
    storage: Optional[int]
    transfer: int
    active: bool = True

    def describe(self, of_bucket: bool) -> dict:
        found = {"bundleId": self.id, "name": self.name, "price": self.price, "transferPerMonthInGb": self.transfer, "isActive": self.active}
        return {**found, "storagePerMonthInGb": self.storage} if of_bucket else found


def _by_id(*plans: Plan) -> dict[str, Plan]:
    return {plan.id: plan for plan in plans}


BUCKET_PLANS = _by_id(
    Plan("small_1_0", "Object Storage 5GB", 1.0, 5, 25),
    Plan("medium_1_0", "Object Storage 100GB", 3.0, 100, 250),
    Plan("large_1_0", "Object Storage 250GB", 5.0, 250, 500),
)
DISTRIBUTION_PLANS = _by_id(
    Plan("small_1_0", "50 GB", 2.5, None, 50),
    Plan("medium_1_0", "200 GB", 10.0, None, 200),
    Plan("large_1_0", "500 GB", 35.0, None, 500),
)


def _month(at: float) -> tuple:
    return time.gmtime(at)[:2]


class Choice:
    """The bundle of an object. It may change once in a calendar month."""

    def __init__(self, plans: dict[str, Plan], wanted: str):
        self._plans, self.plan = plans, usable(plans, wanted)
        self._changed: Optional[float] = None

    def is_free(self, now: float) -> bool:
        return self._changed is None or _month(self._changed) != _month(now)

    def change(self, now: float, wanted: str) -> None:
        plan = usable(self._plans, wanted)
        if plan == self.plan:
            raise invalid(f"The bundle is {plan.id} already", "InvalidBundle")
        if not self.is_free(now):
            raise invalid("The bundle can be updated only once within a monthly AWS billing cycle", "BundleUpdateNotAllowed")
        self.plan, self._changed = plan, now


def usable(plans: dict[str, Plan], wanted: str) -> Plan:
    if wanted not in plans or not plans[wanted].active:
        raise invalid(f"The bundle does not exist: {wanted}", "InvalidBundle", f"Use one of {', '.join(plans)}.")
    return plans[wanted]
