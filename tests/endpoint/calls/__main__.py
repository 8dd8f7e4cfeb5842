"""calls URL PART... — sends every request once to the second endpoint, with botocore's client and with requests of its own.

Prints a line for each assertion, "ok NAME" or "not ok NAME<TAB>WHY"; peer.t counts them. Knows where the parts are; must not know what they
check.
"""

import sys

import balancers
import containers
import databases
import domains
import extras
import late
import machines
import network
import protocol
import storage

for part in sys.argv[2:]:
    [getattr(module, part) for module in (protocol, machines, network, balancers, containers, databases, domains, extras, storage, late) if hasattr(module, part)][0]()
