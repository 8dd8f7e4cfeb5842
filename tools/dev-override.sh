#!/usr/bin/env bash
# Writes a Terraform CLI configuration that uses the provider as it was just built, without installing it.
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${B:-build}
case $build in /*) ;; *) build=$root/$build ;; esac
[ -x "$build/terraform-provider-lightsail" ] || { echo "$build/terraform-provider-lightsail is missing: run 'make' first" >&2; exit 1; }

cat >"$build/dev.tfrc" <<END
provider_installation {
  dev_overrides {
    "registry.terraform.io/quants-infra/lightsail" = "$build"
  }
  direct {}
}
END
cat <<END
Wrote $build/dev.tfrc. In the shell where you work:

  export TF_CLI_CONFIG_FILE=$build/dev.tfrc
  terraform get     # once, in a folder that uses modules; 'terraform init' is not needed
  terraform plan    # runs the provider in build/ as it is after each 'make'
END
