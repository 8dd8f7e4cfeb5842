#!/usr/bin/env bash
# ephemeral.t — access to an instance and the default key pair for the length of a run, with the real Terraform: the values reach the arguments that
# accept them, how often each is requested, and no byte of a secret is in the state, in a plan or in a log at TRACE.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 50 --operation-ms 10
export TF_LOG=TRACE TF_LOG_PATH=$TEST_DIR/trace.log
CLIENT=$BUILD/tests/protocol-client

config() { # MORE: the consumers of the ephemeral values
    tf_config <<END
provider "lightsail" { poll_interval = "40ms" }

resource "lightsail_instance" "web" {
  name         = "web-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
}

ephemeral "lightsail_instance_access" "web" {
  instance_arn = lightsail_instance.web.arn
}

ephemeral "lightsail_default_key_pair" "here" {}

$1
END
}

# A provisioner may use ephemeral values: it writes facts about them to a file, not the values.
user='resource "terraform_data" "user" {
  input = "RUN"

  provisioner "local-exec" {
    command = <<-SH
      umask 077
      printf "%s" "$KEY" >key && printf "%s" "$CERTIFICATE" >key-cert.pub
      ssh-keygen -y -P "" -f key | cut -d " " -f 1,2 >access.public
      ssh-keygen -L -f key-cert.pub | grep -c "Type: ssh-rsa-cert" >certificate.count
      printf "%s" "$DEFAULT_KEY" >default && ssh-keygen -y -P "" -f default | cut -d " " -f 1,2 >default.public
      printf "%s" "$DEFAULT_PUBLIC" | cut -d " " -f 1,2 >default.told
      printf "%s" "$KNOWN_HOSTS" >known_hosts
      printf "%s" "$TOLD" >told
      rm -f key key-cert.pub default
    SH
    environment = {
      KEY            = ephemeral.lightsail_instance_access.web.private_key
      CERTIFICATE    = ephemeral.lightsail_instance_access.web.certificate
      TOLD = join(" ", [
        ephemeral.lightsail_instance_access.web.username, ephemeral.lightsail_instance_access.web.protocol,
        ephemeral.lightsail_instance_access.web.instance_name, ephemeral.lightsail_instance_access.web.ip_address
      ])
      KNOWN_HOSTS    = ephemeral.lightsail_instance_access.web.known_hosts
      DEFAULT_KEY    = ephemeral.lightsail_default_key_pair.here.private_key
      DEFAULT_PUBLIC = ephemeral.lightsail_default_key_pair.here.public_key
    }
  }
}'

rpc_count() { # NAME: how often the provider opened it
    grep -c "responded: .*tf_rpc=$1\|\"tf_rpc\":\"$1\"" "$TF_LOG_PATH"
}

# ---- an instance that does not exist yet ----

config "${user/RUN/1}"
tf_ok plan -out "$TEST_DIR/first.plan"
is "$(sim_metric GetInstanceAccessDetails)" 0 "while the ARN is unknown no access is requested"
is "$(sim_metric DownloadDefaultKeyPair)" 1 "the key pair depends on no unknown value and is opened for the plan"
tf_ok apply "$TEST_DIR/first.plan"
is "$(sim_metric GetInstanceAccessDetails)" 1 "the apply opens the access once"
if command -v ssh-keygen >/dev/null; then
    like "$(cat "$TF_DIR/access.public")" '^ssh-rsa AAAA' "the key is complete"
    is "$(cat "$TF_DIR/certificate.count")" 1 "the certificate is complete"
    is "$(cat "$TF_DIR/default.public")" "$(cat "$TF_DIR/default.told")" "both halves of the default key pair match"
else
    skip 3 "no ssh-keygen command"
fi
address=$(world_instance web-1 -r .publicIpAddress)
is "$(cat "$TF_DIR/told")" "ubuntu ssh web-1 $address" "user, protocol, name and address"
like "$(cat "$TF_DIR/known_hosts")" "^$address,2001:db8:[0-9a-f:]+ ssh-ed25519 AAAA" "the host keys are listed for all its addresses"

# ---- an instance that exists: opened for the plan and again for the apply ----

sim_metrics_reset
: >"$TF_LOG_PATH"
config "${user/RUN/2}"
tf_ok apply
is "$(sim_metric GetInstanceAccessDetails)" 2 "opened twice in a run"
is "$(rpc_count OpenEphemeralResource)" 4 "both ephemeral resources"
is "$(rpc_count CloseEphemeralResource)" 4 "each one that was opened was closed"
tf_plan_is_empty "the plan after it is empty"

# ---- no secret is stored ----

config "${user/RUN/3}"
tf_ok plan -out "$TEST_DIR/second.plan"
"$TERRAFORM" -chdir="$TF_DIR" show -json "$TEST_DIR/second.plan" >"$TEST_DIR/second.json" 2>"$TEST_DIR/step"
step_ok $? "the plan as JSON"
for plan in first second; do
    unzip -q -d "$TEST_DIR/$plan" "$TEST_DIR/$plan.plan"
done
# The secrets that the simulator returns. The middle of a key occurs in no other text.
secrets=$(TF_LOG='' "$CLIENT" "$PROVIDER" 'configure {}' 'open lightsail_instance_access {"instance_name":"web-1"}' \
    'open lightsail_default_key_pair {}' shutdown | grep -o '"private_key":"[^"]*"' | sed 's/\\u000a/\n/g' | grep -E '^[A-Za-z0-9+/]{60,}$')
ok $(($(wc -l <<<"$secrets") < 40)) "there are secrets to search for"
printf '%s\n' "$secrets" >"$TEST_DIR/secrets"
for place in trace.log work/terraform.tfstate second.json first second; do
    found=$(grep -rcFf "$TEST_DIR/secrets" "$TEST_DIR/$place" | awk -F: '{ n += $NF } END { print n }')
    is "$found" 0 "no line of a key in $place"
    ok $(($(find "$TEST_DIR/$place" -type f -size +0 | wc -l) == 0)) "$place is not empty"
done
ok $(($(grep -c 'GetInstanceAccessDetails' "$TF_LOG_PATH") == 0)) "the log has the calls"
is "$(jq '[.resources[] | select(.mode == "ephemeral")] | length' "$TF_DIR/terraform.tfstate")" 0 "the state has no ephemeral resource"

# ---- what cannot be opened ----

unset TF_LOG TF_LOG_PATH
sim_mutate '{"action":"stop_instance","name":"web-1"}'
tf_config broken <<'END'
provider "lightsail" { poll_interval = "40ms" }
ephemeral "lightsail_instance_access" "web" {
  instance_name = "web-1"
}
END
tf_fails plan
tf_said "The instance 'web-1' is stopped, but only a running instance allows access" "a stopped instance is an error"
sed -i 's/web-1/absent/' "$TF_DIR/main.tf"
tf_fails plan
tf_said "There is no instance 'absent' in ap-northeast-1" "an instance that does not exist is an error"
sed -i '/instance_name/d' "$TF_DIR/main.tf"
tf_fails validate
tf_said "instance_arn" "one of the two arguments is required"

# ---- renewal, with the protocol client ----

sim_mutate '{"action":"start_instance","name":"web-1"}'
sim_mutate '{"action":"call","operation":"CreateInstances","input":{"instanceNames":["win-1"],"availabilityZone":"ap-northeast-1a",
    "blueprintId":"windows_server_2022","bundleId":"small_win_3_0"}}'
sim_metrics_reset
now=$(date +%s)
out=$("$CLIENT" "$PROVIDER" 'configure {"poll_interval":"40ms"}' 'open lightsail_instance_access {"instance_name":"web-1"}' \
    'renew lightsail_instance_access' 'close lightsail_instance_access' \
    'open lightsail_instance_access {"instance_name":"win-1","protocol":"rdp"}' shutdown)
renew_at=$(sed -n 's/^open renew_at=\([0-9]*\) .*/\1/p' <<<"$out" | head -1)
expires_at=$(date -d "$(sed -n 's/.*"expires_at":"\([^"]*\)".*/\1/p' <<<"$out" | head -1)" +%s)
ok $((renew_at <= now || renew_at >= expires_at)) "it must be renewed before the key expires"
ok $(($(sed -n 's/^renew renew_at=\([0-9]*\)$/\1/p' <<<"$out") < renew_at)) "the renewal returns the time of the next one"
is "$(sim_metric GetInstanceAccessDetails)" 3 "open, renew, open"
contains "$out" "CloseEphemeralResource status=0" "closed"
contains "$out" '"protocol":"rdp"' "RDP returns the same attributes"
contains "$out" "open renew_at=0 private='ap-northeast-1 rdp win-1' " "and is never renewed"
like "$out" "open renew_at=[0-9]{9,} private='ap-northeast-1 ssh web-1' " "the private data of the resource: region, protocol and name, no secret"
contains "$out" "summary=No password yet" "a password that is not available yet is a warning"
out=$("$CLIENT" "$PROVIDER" 'open lightsail_default_key_pair {}' shutdown)
contains "$out" "summary=The provider is not configured" "before ConfigureProvider it cannot be opened"

tf_dir work
tf_ok destroy
sim_mutate '{"action":"delete_instance","name":"win-1"}'
world_is_empty "nothing is left"
done_testing
