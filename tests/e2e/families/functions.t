#!/usr/bin/env bash
# functions.t — provider::lightsail::… in the console and in plans: results, errors at the right argument, unknown values, no network and no
# credentials.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION

tf_config </dev/null
key='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBhZMkLFvt7dJ6WyZpjRvSH5ydzXjp2B7JJmJVmfFnyY'

# ---- results: one console for all ----

expressions=() answers=()
gives() { # EXPRESSION JSON
    expressions+=("$1")
    answers+=("$2")
}
gives 'instance_name("prod", "collector", 1)' '"prod-collector-1"'
gives 'instance_name("prod", "monitor", null)' '"prod-monitor"'
gives 'parse_instance_name("prod-market-data-2")' '{"environment":"prod","number":2,"service":"market-data"}'
gives 'parse_instance_name("prod-monitor")' '{"environment":"prod","number":null,"service":"monitor"}'
gives 'parse_port("tcp/22")' '{"from_port":22,"protocol":"tcp","to_port":22}'
gives 'parse_port("udp/51820")' '{"from_port":51820,"protocol":"udp","to_port":51820}'
gives 'parse_port("9000-9100")' '{"from_port":9000,"protocol":"tcp","to_port":9100}'
gives 'parse_port("icmp")' '{"from_port":null,"protocol":"icmp","to_port":null}'
gives 'arn_parse("arn:aws:lightsail:ap-northeast-1:123456789012:Instance/0a1b")' \
    '{"account_id":"123456789012","partition":"aws","region":"ap-northeast-1","resource":"Instance/0a1b","resource_id":"0a1b","resource_type":"Instance","service":"lightsail"}'
gives 'arn_build("aws", "lightsail", "ap-northeast-1", "123456789012", "Instance/0a1b")' \
    '"arn:aws:lightsail:ap-northeast-1:123456789012:Instance/0a1b"'
gives 'monthly_cost({ nano = 3 }, [{ bundle_id = "nano", price_usd = 3.5, cpu_count = 2 }])' '10.5'
gives 'monthly_cost({ a = 1 }, [{ bundle_id = "a", price_usd = 0.1 }, { bundle_id = "b", price_usd = 0.2 }], { b = 1 }, { a = 0 })' '0.3'
gives 'ssh_config({ web = { host = "203.0.113.2", user = "ubuntu", port = 2222 }, db = { host = "10.0.0.5", proxy_jump = "web" } })' \
    '"Host db\n  HostName 10.0.0.5\n  ProxyJump web\n\nHost web\n  HostName 203.0.113.2\n  User ubuntu\n  Port 2222\n"'
gives "known_hosts({ \"203.0.113.2\" = [\"$key root@web\"] })" "\"203.0.113.2 $key\\n\""

# OpenTofu's console ends the provider before it evaluates (1.12.6): there an output has the result.
console() { # an expression on standard input
    if tf_is_opentofu; then
        tf_config output <<<"output \"result\" { value = $(cat) }"
        tf apply -auto-approve -no-color >"$TEST_DIR/console" && tf output -json result || { cat "$TEST_DIR/console" && return 1; }
    else
        "$TERRAFORM" -chdir="$TF_DIR" console -no-color 2>&1
    fi
}
# The console prints the result of the last line, so all expressions are on one line.
printf 'jsonencode([%s])\n' "$(printf 'provider::lightsail::%s, ' "${expressions[@]}")" | console >"$TEST_DIR/step"
step_ok $? "the console prints the results"
# The console shows a text as HCL; JSON can read that back.
mapfile -t given < <(jq -r . "$TEST_DIR/step" | jq -c '.[]')
for i in "${!expressions[@]}"; do
    is "${given[i]:-}" "${answers[i]}" "${expressions[i]}"
done

# ---- OpenSSH reads the two files ----

if command -v ssh >/dev/null && command -v ssh-keygen >/dev/null; then
    jq -rn --argjson all "$(printf '%s\n' "${given[@]}" | jq -s .)" '$all[-2]' >"$TEST_DIR/config"
    jq -rn --argjson all "$(printf '%s\n' "${given[@]}" | jq -s .)" '$all[-1]' >"$TEST_DIR/known_hosts"
    is "$(ssh -G -F "$TEST_DIR/config" web 2>&1 | grep -E '^(hostname|user|port) ' | sort | tr '\n' ' ')" \
        "hostname 203.0.113.2 port 2222 user ubuntu " "ssh accepts the configuration"
    contains "$(ssh-keygen -l -F 203.0.113.2 -f "$TEST_DIR/known_hosts" 2>&1)" "ED25519 SHA256:" "ssh-keygen finds the host's key"
else
    skip 2 "there is no ssh"
fi

# ---- errors: Terraform names the parameter ----

refuses() { # EXPRESSION TEXT…
    local expression=$1 text
    shift
    ! console <<<"provider::lightsail::$expression" >"$TEST_DIR/step"
    step_ok $? "$expression fails"
    for text in "$@"; do
        tf_said "$text" "$expression: $text"
    done
}
refuses 'parse_port("tcp/99999")' 'Invalid value for "text" parameter' 'from_port must be 0 to 65535' 'Write it as tcp/22'
refuses 'instance_name("prod", "bot-1", null)' 'Invalid value for "service" parameter' "set the service to 'bot' and the number to 1."
refuses 'monthly_cost({}, [], {}, { nano = 1 })' 'Invalid value for "more_counts" parameter' "does not contain 'nano'"
refuses 'instance_name("prod", "_", null)' "'prod-_' is not a valid instance name"
refuses 'instance_name(null, "web", 1)' 'Invalid value for "environment" parameter: argument must not be null'
refuses 'arn_parse()' 'Not enough function arguments'
refuses 'arn_parse("a", "b")' 'Too many function arguments'
refuses 'known_hosts({ "h" = "not a list" })' 'Invalid value for "host_keys" parameter'
refuses 'nonsense(1)' 'nonsense'

# ---- plans: unknown values stay unknown, and an apply gives the same results ----

tf_config <<'END_CONFIG'
resource "terraform_data" "later" {}
output "now" { value = provider::lightsail::parse_port("tcp/22") }
output "later" { value = provider::lightsail::instance_name("prod", terraform_data.later.id, 1) }
output "cost" {
  value = provider::lightsail::monthly_cost({ (terraform_data.later.id) = 2 }, [{ bundle_id = terraform_data.later.id, price_usd = 3.5 }])
}
output "config" { value = provider::lightsail::ssh_config({ web = { host = terraform_data.later.id, user = null } }) }
END_CONFIG
tf_ok plan -out=planned
"$TERRAFORM" -chdir="$TF_DIR" show -json planned >"$TEST_DIR/plan.json" 2>/dev/null
is "$(jq -r '.output_changes | [.now.after.protocol, .later.after_unknown, .cost.after_unknown, .config.after_unknown] | join(" ")' "$TEST_DIR/plan.json")" \
    "tcp true true true" "only results that depend on an unknown argument are unknown"
tf_ok apply
id=$("$TERRAFORM" -chdir="$TF_DIR" show -json 2>/dev/null | jq -r '.values.root_module.resources[0].values.id')
is "$(tf_output later)" "\"prod-$id-1\"" "the results are known in the apply"
is "$(tf_output cost)" "7" "also when they are a key of a map"
is "$(tf_output config)" "\"Host web\\n  HostName $id\\n\"" "and inside an object of any type"
tf_plan_is_empty "the same arguments give the same results"

tf_config <<'END_CONFIG'
output "port" { value = provider::lightsail::parse_port("ssh") }
END_CONFIG
tf_fails validate
tf_said "'ssh' is not a port" "a wrong constant is found by validate"

done_testing
