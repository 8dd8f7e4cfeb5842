#!/usr/bin/env bash
# Plays Terraform against the provider and the simulator for every schema there is, and says what nobody exercised.
#   tools/conformance.sh [--tap] [--only NAME]   the options of build/tests/conformance
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export BUILD=${B:-build}
. tests/lib/sim.sh

# What it takes is measured by nobody in the quick sweep.
operation_ms=20
case "$*" in *sweep-changes*) operation_ms=0 ;; esac
# Keys with a token are checked as such.
sim_start --pending-ms 0 --operation-ms "$operation_ms" --credentials AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY \
    --credentials test:test --credentials AKIDTOKEN:of-one-session:its-token
unset AWS_DEFAULT_REGION
mkdir "$SIM_DIR/scratch"
"$BUILD/tests/conformance" "$@" "$BUILD/terraform-provider-lightsail" schemas tests/conformance/inputs "$SIM_DIR/scratch"
