# shellcheck shell=sh
# By name and size:
terraform import lightsail_thing.one one,7
