#!/usr/bin/env bash
# identity.t — resource identity (Terraform 1.12) on every resource: one schema each, the same identity from creation to deletion, import by identity;
# and GenerateResourceConfig (1.14), which writes a valid configuration for an imported object whose plan is empty.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 20 --operation-ms 10 --latency-ms 0
CLIENT=$BUILD/tests/protocol-client
[ -x "$CLIENT" ] || skip_all "build/tests/protocol-client is not built (make units)"
client() { "$CLIENT" --timeout 300000 "$PROVIDER" 'configure {"poll_interval":"40ms"}' "$@" shutdown 2>&1; }
# The result of the last step: its state or identity, or a configuration.
response() { # STEP state|identity|config, of the output on stdin
    sed -n "s/^$1 //p" | tail -1 | sed -n "s/.*\\b$2=//p" | sed 's/ identity=.*//'
}

# ---- schemas -------------------------------------------------------------------------------------------------

out=$("$CLIENT" "$PROVIDER" capabilities identities shutdown 2>&1)
contains "$out" "move_resource_state=1 generate_resource_config=1" "the capabilities list what is supported"
contains "$out" "GetResourceIdentitySchemas status=0" "identity schemas, before any configuration"
is "$(grep -c diagnostic <<<"$out")" 0 "without a diagnostic, which would end the provider"
tf_config <<<'provider "lightsail" {}'
resources=$("$TERRAFORM" -chdir="$TF_DIR" providers schema -json | jq -r '.provider_schemas[].resource_schemas | keys[]')
is "$(sed -n 's/^identity \([a-z_]*\) .*/\1/p' <<<"$out" | sort)" "$resources" "each resource has one"
is "$(sed -n 's/^identity [a-z_]* version=0 //p' <<<"$out" | tr ' ' '\n' | grep -vcE '^[a-z_]+:"(string|number|bool)":(required|optional)$')" 0 \
    "each attribute is of a simple type and either required or optional for an import"
contains "$out" 'identity lightsail_instance version=0 name:"string":required region:"string":optional' "an instance is identified by name and region"

# ---- a life each ---------------------------------------------------------------------------------------------

# An identity stays the same over creation, refresh, update and an import by itself; the refreshed import equals the created object.
lives() { # TYPE IDENTITY CONFIG OTHER-CONFIG
    local out imported
    out=$(client "create lightsail_$1 $3" "read lightsail_$1" "update lightsail_$1 $4" "read lightsail_$1")
    is "$(grep -c '^diagnostic severity=1' <<<"$out")" 0 "$1: created and updated" || diag "$out"
    is "$(sed -n 's/^\(create\|read\|update\) .* identity=//p' <<<"$out" | sort -u)" "$2" "$1: the same identity in every response"
    is "$(sed -n 's/^planned identity=//p' <<<"$out" | tail -1)" "$2" "$1: and in the plan of an update"
    imported=$(client "import-identity lightsail_$1 $2" "read lightsail_$1" "generate lightsail_$1")
    contains "$imported" "import resources=1" "$1: imported by its identity"
    is "$(response read identity <<<"$imported")" "$2" "$1: which stays"
    # A configuration from the state: valid, and its plan is empty.
    generated=$(response generate config <<<"$imported")
    tf_config "generate-$1" < <(printf 'provider "lightsail" {}\n' && hcl "lightsail_$1" "$generated" && printf 'import {\n  to = lightsail_%s.it\n  id = "%s"\n}\n' "$1" "$5")
    tf_plan_is "$1: the generated configuration imports without a change" "import lightsail_$1.it" || diag "$generated"
}
# Attributes in HCL syntax: JSON syntax is a valid expression there, too; blocks are no attributes.
hcl() { # TYPE JSON
    printf 'resource "%s" "it" {\n' "$1"
    jq -r 'to_entries[] | select(.value != null) | if .key == "add_on" then .value[] | "add_on {", (to_entries[] | "\(.key) = \(.value | tojson)"), "}"
        else "\(.key) = \(.value | tojson)" end' <<<"$2"
    printf '}\n'
}

web='"name":"web-1","blueprint_id":"ubuntu_22_04","bundle_id":"nano_3_0","add_on":[{"type":"AutoSnapshot","snapshot_time":"06:00","status":"Enabled"}]'
lives instance '{"name":"web-1","region":"ap-northeast-1"}' "{$web}" "{$web,\"tags\":{\"Role\":\"web\"}}" web-1
lives static_ip '{"name":"web-ip","region":"ap-northeast-1"}' '{"name":"web-ip"}' '{"name":"web-ip","instance_name":"web-1"}' web-ip
lives static_ip_attachment '{"region":"ap-northeast-1","static_ip_name":"web-ip"}' '{"static_ip_name":"web-ip","instance_name":"web-1"}' \
    '{"static_ip_name":"web-ip","instance_name":"web-1"}' web-ip
lives firewall '{"instance_name":"web-1","region":"ap-northeast-1"}' '{"instance_name":"web-1","rules":[{"protocol":"tcp","from_port":22}]}' \
    '{"instance_name":"web-1","rules":[{"protocol":"tcp","from_port":22},{"protocol":"udp","from_port":51820}]}' web-1
lives key_pair '{"name":"ops","region":"ap-northeast-1"}' '{"name":"ops"}' '{"name":"ops","tags":{"Role":"ops"}}' ops
rule='{"instance_name":"web-1","protocol":"icmp","from_port":8,"to_port":-1'
lives firewall_rule "{\"from_port\":8,\"instance_name\":\"web-1\",\"protocol\":\"icmp\",\"region\":\"ap-northeast-1\",\"to_port\":-1}" "$rule}" \
    "$rule,\"cidrs\":[\"10.0.0.0/8\"]}" web-1,icmp,8,-1
# Resources outside of AWS have no region.
inventory=$TEST_DIR/inventory.json
lives ansible_inventory "{\"path\":\"$inventory\"}" "{\"path\":\"$inventory\",\"hosts\":{\"web\":{}}}" \
    "{\"path\":\"$inventory\",\"hosts\":{\"web\":{\"ansible_host\":\"192.0.2.1\"}}}" "$inventory"

is "$(client 'forget' 'read lightsail_instance' | grep -cE '^(diagnostic|broken)')" 0 "a read of an object that does not exist finds nothing, without an error"

# ---- refused identities -----------------------------------------------------------------------------

refused() { # NAME STEP TEXT
    local out
    out=$(client "$2")
    contains "$(tr -s '\n' ' ' <<<"$out")" "$3" "$1"
    is "$(grep -c 'resources=1' <<<"$out")" 0 "$1: nothing is imported"
}
refused "an identity without a name" 'import-identity lightsail_instance {"region":"ap-northeast-1"}' "needs 'name'"
out=$(client 'import-identity lightsail_instance {"name":"web-1","region":"eu-west-1"}')
contains "$out" '"region":"eu-west-1"' "an identity of another region is read in that region"
refused "another shape" 'import-identity lightsail_instance {"name":["web-1"]}' "Cannot decode the identity"
refused "an empty identity" 'import lightsail_instance ' "unknown step"
out=$(client 'import-identity lightsail_instance {"name":"web-1"}' 'read lightsail_instance')
is "$(response read identity <<<"$out")" '{"name":"web-1","region":"ap-northeast-1"}' "a missing region is the provider's"
out=$(client 'import-identity lightsail_instance {"name":"nobody"}' 'read lightsail_instance')
is "$(response read state <<<"$out")" null "an object that does not exist is removed by the first read"

out=$(client 'upgrade-identity lightsail_instance 0 {"name":"web-1","region":"ap-northeast-1"}')
is "$(response upgrade-identity identity <<<"$out")" '{"name":"web-1","region":"ap-northeast-1"}' "an identity is upgraded"
contains "$(client 'upgrade-identity lightsail_instance 0 [1]')" "Cannot read the stored identity of lightsail_instance" "one that cannot be read is named"
contains "$(client 'upgrade-identity lightsail_instance 9 {"name":"web-1"}')" "Identity of a newer provider" "one of a newer provider is refused"

# ---- a moved resource has an identity, too -------------------------------------------------------------------------

out=$("$CLIENT" "$PROVIDER" 'move registry.terraform.io/hashicorp/aws aws_lightsail_instance 0 {"id":"web-1","arn":"arn:aws:lightsail:eu-west-1:1:Instance/x"} lightsail_instance' \
    'move registry.opentofu.org/hashicorp/aws aws_lightsail_static_ip 0 {"name":"web-ip"} lightsail_static_ip' shutdown 2>&1)
contains "$out" 'identity={"name":"web-1","region":"eu-west-1"}' "before the configuration the region is taken from the ARN"
contains "$out" 'identity={"name":"web-ip","region":null}' "without an ARN it has none; the host of the registry does not matter"

tf_dir work
client 'import lightsail_key_pair ops' 'read lightsail_key_pair' 'destroy lightsail_key_pair' \
    'import lightsail_static_ip web-ip' 'read lightsail_static_ip' 'destroy lightsail_static_ip' \
    'import lightsail_instance web-1' 'read lightsail_instance' 'destroy lightsail_instance' >/dev/null
world_is_empty "nothing is left"
done_testing
