#!/usr/bin/env bash
# load_balancer.t — the example load-balancer: one apply from nothing to redirection to HTTPS with healthy instances; another certificate, and an instance
# that is built again, without a moment without certificate or instance; one destroy that leaves nothing.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 100 --operation-ms 20
tf_shared_provider
tf_dir examples/load-balancer
cp "$ROOT/examples/load-balancer/main.tf" "$TF_DIR/"

balancer() { world_call GetLoadBalancer '{"loadBalancerName":"example-web"}' | jq -r ".loadBalancer | $1"; }
zone() { SIM_REGION=us-east-1 world_call GetDomain '{"domainName":"example.com"}' | jq -r ".domain.domainEntries | $1"; }
shows() { # CERTIFICATE NAME
    is "$(balancer '"\(.protocol) \(.httpsRedirectionEnabled) \(.tlsCertificateSummaries | map("\(.name) \(.isAttached)") | join(",")) \(.instanceHealthSummary | map(.instanceHealth) | join(","))"')" \
        "HTTP_HTTPS true $1 true healthy,healthy" "$2"
}
# The requests since sim_requests_clear that changed something, in their order.
journal() {
    sim_requests '' '[.[] | select(.operation | test("^Get") | not) | "\(.operation) \(.body.certificateName // .body.instanceName // .body.instanceNames[0] // .body.domainName)"] | join(", ")' |
        jq -r .
}
# A test: since the mutation below, the load balancer always had a certificate, redirection and this number of healthy instances.
never_without() { # HEALTHY NAME
    if sim_can "watch a load balancer"; then
        is "$(sim_state '.regions["ap-northeast-1"].load_balancers["example-web"].watch | "\(.healthy) \(.certificate) \(.redirection)"')" "$1 true true" "$2"
    else
        skip 1 "$2: not with this endpoint"
    fi
}

tf_ok apply
shows example-web-1 "one apply: HTTPS with redirection and two healthy instances"
is "$(zone 'map(select(.type == "A") | "\(.name) \(.isAlias)") | sort | join(",")')" "api.example.com true,example.com true,www.example.com true" "the names are aliases of the load balancer"
is "$(zone 'map(select(.type == "A").target) | unique | join(",")')" "$(balancer .dnsName)" "... with its DNS name"
is "$(zone 'map(select(.type == "CNAME")) | length')" 3 "and the zone has the entries of the validation, once"
tf_plan_is_empty "a second plan has nothing to do"

! sim_can "watch a load balancer" || sim_mutate '{"action":"watch_load_balancer","name":"example-web"}'
sim_requests_clear
tf_ok apply -var certificate_version=2
shows example-web-2 "another certificate takes the place of the one before"
is "$(journal)" "CreateLoadBalancerTlsCertificate example-web-2, AttachLoadBalancerTlsCertificate example-web-2, DeleteLoadBalancerTlsCertificate example-web-1" \
    "... which is deleted after the other one is attached"
never_without 2 "... and is never missing"
tf_plan_is_empty "then the plan is empty" -var certificate_version=2

sim_requests_clear
tf_ok apply -var certificate_version=2 '-replace=lightsail_instance.web["a"]'
shows example-web-2 "an instance that is built again is attached in the same apply"
is "$(journal)" "DeleteInstance example-web-a, CreateInstances example-web-a, AttachInstancesToLoadBalancer example-web-a" "... and nothing else changes"
never_without 1 "... while the other one responds"
tf_plan_is_empty "then the plan is empty, too" -var certificate_version=2

sed -i '/^resource "lightsail_lb" /,/^}/{s/"example-web"/"example-web-8080"/;s/= 80$/= 8080/}' "$TF_DIR/main.tf"
tf_ok apply -var certificate_version=3
is "$(sim_names load_balancers)" example-web-8080 "another port, with other names: another load balancer"
tf_plan_is_empty "then the plan is empty again" -var certificate_version=3

tf_ok destroy -var certificate_version=3
world_is_empty "one destroy leaves nothing"
done_testing
