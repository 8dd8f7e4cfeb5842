# shellcheck shell=sh
terraform import lightsail_crate.one one
