#!/usr/bin/env bash
# domain_calls.t — how many calls DNS zones with many entries need: a refresh is one read of each zone and two calls more; an apply that changes the
# entries of a zone sends one call for each and reads the zone once. Counts calls; must not measure time. ENTRIES: of each zone, ZONES: how many.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
# `make test-all` has 1,000 entries in 10 zones.
ENTRIES=${ENTRIES:-20} ZONES=${ZONES:-6}

calls() { sim_http GET /_sim/metrics | jq -r '.calls | to_entries | map("\(.key) \(.value)") | join(", ")'; }
at_most() { # LIMIT NAME
    local total
    total=$(sim_metric total)
    is "$((total <= $1))" 1 "$2: $total calls, at most $1" || diag "$(calls)"
}
config() { # LAST-PART-OF-THE-ADDRESSES-IN-THE-FIRST-ZONE
    tf_config zones <<END
resource "lightsail_domain" "z" {
  count       = $ZONES
  domain_name = "zone\${count.index}.example"
}
resource "lightsail_domain_entry" "e" {
  count       = $((ZONES * ENTRIES))
  domain_name = lightsail_domain.z[floor(count.index / $ENTRIES)].domain_name
  name        = "host\${count.index % $ENTRIES}"
  type        = "A"
  target      = count.index < $ENTRIES ? "192.0.2.$1" : "192.0.2.1"
}
END
}

sim_start --pending-ms 0 --operation-ms 0
[ "$ZONES" -le 6 ] || sim_mutate "{\"action\":\"set_quota\",\"name\":\"Domain\",\"number\":$ZONES}"
config 1
tf_ok apply -parallelism=30
is "$(sim_metric CreateDomain CreateDomainEntry)" "$ZONES $((ZONES * ENTRIES))" "each zone and each entry is created by one call"
at_most $((ZONES * (ENTRIES + 5) + 5)) "the creation"

sim_metrics_reset
tf_plan_is_empty "nothing is left to do" -parallelism=30
at_most $((ZONES + 2)) "a refresh of $((ZONES * ENTRIES)) entries in $ZONES zones"

config 2
tf_ok plan -out=plan
sim_metrics_reset
tf_ok apply plan
is "$(sim_metric UpdateDomainEntry CreateDomainEntry DeleteDomainEntry)" "$ENTRIES 0 0" "$ENTRIES entries of a zone change by one call each"
is "$(($(sim_metric GetDomain) + $(sim_metric GetDomains) <= 1))" 1 "with one read at most" || diag "$(calls)"

sim_metrics_reset
tf_ok destroy -parallelism=30
is "$(sim_metric DeleteDomainEntry DeleteDomain) $(sim_names)" "$((ZONES * ENTRIES)) $ZONES " "one destroy leaves nothing"
done_testing
