#!/usr/bin/env bash
# Has docs/ checked by `tfplugindocs validate`, the checker of the registry's own makers: front matter, sizes, and that each thing of the schema
# has a page and each page a thing. Where it cannot be had, the reason is said and the rest of `make check` goes on.
#   tools/tfplugindocs.sh     TFPLUGINDOCS=PROGRAM for one that is installed; else Go builds the pinned version, once, into build/tools
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

# The schema as a Terraform tells it: one of 1.14 or later, where there is one, tells lists and actions, too.
terraform=$(printf '%s\n' build/clients/terraform-*[0-9] | sort -V | tail -n 1)
[ -x "$terraform" ] && terraform=$PWD/$terraform || terraform=$(tools/terraform-path.sh 2>/dev/null) || skip "there is no Terraform to tell the schema"
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
# It looks for a provider by its short name alone.
jq '.provider_schemas |= with_entries(.key = "lightsail")' "$work/schema.json" >"$work/named.json"
if ! "$program" validate --provider-dir . --provider-name lightsail --providers-schema "$work/named.json" >"$work/said" 2>&1; then
    sed -n '/^Error/,$p' "$work/said" >&2
    exit 1
fi
