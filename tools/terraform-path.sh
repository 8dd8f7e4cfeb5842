#!/usr/bin/env bash
# Prints the path of the Terraform to use: $TERRAFORM, the one that `make deps` downloaded, terraform or tofu from the PATH.
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

for candidate in "${TERRAFORM:-}" "$root/build/tools/terraform" terraform tofu; do
    [ -n "$candidate" ] || continue
    if path=$(command -v -- "$candidate"); then
        printf '%s\n' "$path"
        exit 0
    fi
done
echo "neither terraform nor tofu is installed: run 'make deps', or name one by TERRAFORM=/path/to/terraform" >&2
exit 1
