#!/usr/bin/env bash
# Checks docs/ with `tfplugindocs validate`, HashiCorp's own checker: front matter, sizes, and that each type of the schema has a page and each page a
# type. Where it cannot be installed, the reason is printed and the rest of `make check` continues.
#   tools/tfplugindocs.sh     TFPLUGINDOCS=PROGRAM for an installed one; otherwise Go builds the pinned version, once, into build/tools
set -eu -o pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=v0.25.0
build=${B:-build}
program=${TFPLUGINDOCS:-$PWD/build/tools/tfplugindocs}

skip() {
    echo "tfplugindocs: skipped, $1" >&2
    exit 0
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! command -v "$program" >/dev/null; then
    command -v go >/dev/null || skip "there is no Go to build it with"
    echo "building tfplugindocs $version (minutes, once)" >&2
    mkdir -p build/tools
    GOBIN=$PWD/build/tools go install "github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs@$version" >"$work/said" 2>&1 ||
        skip "Go could not build it: $(tail -n 1 "$work/said")"
fi

# The schema from a Terraform: 1.14 or later, if there is one, because it has lists and actions, too.
terraform=$(printf '%s\n' build/clients/terraform-*[0-9] | sort -V | tail -n 1)
[ -x "$terraform" ] && terraform=$PWD/$terraform || terraform=$(tools/terraform-path.sh 2>/dev/null) || skip "there is no Terraform to print the schema"
mkdir "$work/provider" "$work/config"
ln -s "$(realpath "$build/terraform-provider-lightsail")" "$work/provider/terraform-provider-lightsail"
cat >"$work/terraformrc" <<END
provider_installation {
  dev_overrides {
    "registry.terraform.io/quants-infra/lightsail" = "$work/provider"
  }
  direct {}
}
END
cat >"$work/config/main.tf" <<'END'
terraform {
  required_providers {
    lightsail = { source = "registry.terraform.io/quants-infra/lightsail" }
  }
}
END
TF_CLI_CONFIG_FILE=$work/terraformrc CHECKPOINT_DISABLE=1 "$terraform" -chdir="$work/config" providers schema -json >"$work/schema.json"
# It finds a provider only by its short name.
jq '.provider_schemas |= with_entries(.key = "lightsail")' "$work/schema.json" >"$work/named.json"
if ! "$program" validate --provider-dir . --provider-name lightsail --providers-schema "$work/named.json" >"$work/said" 2>&1; then
    sed -n '/^Error/,$p' "$work/said" >&2
    exit 1
fi
