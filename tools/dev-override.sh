#!/usr/bin/env bash
# Writes a CLI configuration for Terraform and OpenTofu that uses the built provider without installing it.
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${B:-build}
case $build in /*) ;; *) build=$root/$build ;; esac
[ -x "$build/terraform-provider-lightsail" ] || { echo "$build/terraform-provider-lightsail is missing: run 'make' first" >&2; exit 1; }

cat >"$build/dev.tfrc" <<END
provider_installation {
  dev_overrides {
$("$root/tools/version.sh" addresses | sed "s|.*|    \"&\" = \"$build\"|")
  }
  direct {}
}
END
cat <<END
Wrote $build/dev.tfrc. In the shell where you work:

  export TF_CLI_CONFIG_FILE=$build/dev.tfrc
  terraform get     # or tofu get: once, in a folder that uses modules; 'init' is not needed
  terraform plan    # or tofu plan: runs the provider in build/ as it is after each 'make'
END
