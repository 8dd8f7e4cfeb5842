#!/usr/bin/env bash
# Checks terraform/ (environments and modules) with checkov: secrets in files, modules from other sources without a fixed version, and its other
# checks for these resources. A finding is fixed, or explained at its place (# checkov:skip=ID:reason).
#   tools/checkov.sh     CHECKOV=PROGRAM for an installed one; `tools/deps.sh checkov` installs the pinned one
set -eu -o pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=${CHECKOV:-build/checkov/bin/checkov}
if ! command -v "$program" >/dev/null; then
    echo "checkov: skipped, not installed (tools/deps.sh checkov installs it: 300 MB, so it is not installed by default)" >&2
    exit 0
fi

# It prints nothing for a folder in which no check applies, and the same if it read nothing. So a file with one known finding of each kind is added;
# the check passes when exactly these are found.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/planted"
key=AKIAIOSFODNN7
cat >"$work/planted/main.tf" <<END
module "elsewhere" {
  source = "git::https://example.com/modules.git"
}

provider "lightsail" {
  access_key = "${key}EXAMPLE"
}
END
"$program" --directory terraform --directory "$work/planted" --framework terraform secrets --quiet --compact --skip-download --output json \
    >"$work/found.json" 2>"$work/said" || [ -s "$work/found.json" ] || { cat "$work/said" >&2 && exit 1; }
# One document for each folder, and in it one for each framework.
jq -r 'if type == "array" then .[] else . end | .results.failed_checks[]? | "\(.file_abs_path):\(.file_line_range[0]): \(.check_id): \(.check_name)"' \
    "$work/found.json" | sort >"$work/findings"
if grep -v "^$work/planted/" "$work/findings" >&2; then
    echo "checkov: fix these, or write '# checkov:skip=ID:reason' at their place" >&2
    exit 1
fi
for id in CKV_TF_1 CKV_SECRET_2; do
    grep -q ": $id: " "$work/findings" || { echo "checkov did not find what was planted for it ($id), so it may have read nothing" >&2 && exit 1; }
done
