"""The regions of Lightsail with their zones and descriptions.

Knows a table; must not know what is in a region. Source: output of get-regions, "Regions and Availability Zones" of the user guide.
"""

from typing import NamedTuple


class Place(NamedTuple):
    """A region as GetRegions returns it; `zones` are the letters of its zones."""

    continent: str
    display: str
    zones: str
    serves: str


PLACES: dict[str, Place] = {
    "us-east-1": Place("NA", "Virginia", "abcdef", "the eastern United States"),
    "us-east-2": Place("NA", "Ohio", "abc", "the eastern United States"),
    "us-west-2": Place("NA", "Oregon", "abcd", "the northwestern United States, Alaska, and western Canada"),
    "eu-west-1": Place("EU", "Ireland", "abc", "Ireland, the United Kingdom, and Iceland"),
    "eu-west-2": Place("EU", "London", "abc", "Ireland, the United Kingdom, and Iceland"),
    "eu-west-3": Place("EU", "Paris", "abc", "France and central Europe"),
    "eu-central-1": Place("EU", "Frankfurt", "abc", "Europe, the Middle East, and Africa"),
    "eu-north-1": Place("EU", "Stockholm", "abc", "northern Europe"),
    "ap-southeast-1": Place("AP", "Singapore", "abc", "India and Southeast Asia"),
    "ap-southeast-2": Place("AP", "Sydney", "abc", "Australia, New Zealand, and the South Pacific"),
    "ap-southeast-3": Place("AP", "Jakarta", "abc", "Indonesia and Southeast Asia"),
    "ap-northeast-1": Place("AP", "Tokyo", "acd", "Japan"),
    "ap-northeast-2": Place("AP", "Seoul", "abcd", "South Korea"),
    "ap-south-1": Place("AP", "Mumbai", "abc", "India and southern Asia"),
    "ca-central-1": Place("NA", "Montreal", "abd", "eastern and central Canada"),
}
