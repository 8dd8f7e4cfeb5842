#!/usr/bin/env bash
# lightsail_key_pair with the real Terraform: imported and generated pairs, names, tags, equal keys, types that AWS may refuse, and a pair that
# another user created under the same name.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
sim_start --operation-ms 10
tf_shared_provider
one="$KEY_ONE me@desk"
two="$KEY_TWO me@desk"
warning="Lightsail may refuse this type of key"
complaint="$warning|Unexpected fingerprint"

config() { # PUBLIC-KEY EXTRA
    tf_config <<END
provider "lightsail" {
  poll_interval = "40ms"
}
resource "lightsail_key_pair" "own" {
  name       = "own"
  public_key = "$1"
  ${2:-}
}
resource "lightsail_key_pair" "made" {
  name_prefix = "desk-"
}
output "own" {
  value     = lightsail_key_pair.own
  sensitive = true
}
output "made" {
  value     = lightsail_key_pair.made
  sensitive = true
}
END
}
value() { tf_output "$1" | jq -r "$2"; }

# ---- create ----

config "$one" 'tags = { Name = "own" }'
tf_ok apply
is "$(value own .fingerprint)" "$KEY_ONE_FINGERPRINT" "the imported pair has the fingerprint by EC2's rule"
tf_said "2 added" "two pairs"
unlike "$(step_text)" "$complaint" "no warning for the key"
is "$(value own .private_key)" null "an imported pair has no private key"
is "$(value own '.tags_all.Name')" own "it has its tag"
like "$(value made .name)" '^desk-[0-9a-v]{26}$' "a name is generated from the prefix"
like "$(value made .private_key)" '^-----BEGIN' "a generated pair has a private key"
like "$(value made .public_key)" '^ssh-rsa ' "and a public key"
contains "$("$TERRAFORM" -chdir="$TF_DIR" show -no-color)" "(sensitive value)" "the private key is not shown"
tf_plan_is_empty "nothing is left to do"

# ---- the same key, other keys ----

config "  ${one%me@desk}user@example.com  " 'tags = { Name = "own" }'
tf_plan_is_empty "another comment and other white space are the same key"
config "$one" 'tags = { Name = "mine", Team = "a" }'
sim_metrics_reset
tf_ok apply
is "$(world_changes)" TagResource "tags are changed in place"
config "$two" 'tags = { Name = "mine" }'
tf_plan_is "another key replaces the pair" "replace lightsail_key_pair.own"
tf_ok apply
unlike "$(step_text)" "$complaint" "no warning for it either"
tf_plan_is_empty "the plan is empty after the replacement"
config "no key at all"
tf_fails plan
tf_said "OpenSSH public key" "a text that is no key is refused"

# ---- types that AWS's reference does not list ----

warnings() { grep -c "$warning" "$TEST_DIR/step"; }
config "$KEY_ED25519"
tf_ok apply
is "$(warnings)" 0 "no warning for a type that users report as accepted"
unlike "$(step_text)" "Unexpected fingerprint" "the fingerprint of such a key is known, too"
tf_plan_is_empty "the pair is not changed"
warns() { # NAME: the plan
    tf_step plan
    is "$(warnings)" 1 "$1"
}
config "$KEY_ECDSA"
warns "a replacement by a key of any other type gives a warning"
tf_said "has the type ecdsa-sha2-nistp256" "that names the type"
tf_said "ssh-keygen -t rsa -b 4096" "and says what to do"
like "$(cat "$TEST_DIR/step")" 'on main.tf line [0-9]+, in resource "lightsail_key_pair" "own":[[:space:]]+[0-9]+: +public_key +=' "at the key"
config "$KEY_ECDSA" 'region = "eu-west-1"'
warns "also in another region"
sim_mutate '{"action":"delete_key_pair","name":"own"}'
config "$KEY_ECDSA"
warns "also when the pair was deleted"

config '${terraform_data.late.output}'
echo "resource \"terraform_data\" \"late\" { input = \"$KEY_ECDSA\" }" >>"$TF_DIR/main.tf"
tf_step plan
is "$(warnings)" 0 "no warning while the key is unknown"
tf_fails apply
tf_said "The key has the type ecdsa-sha2-nistp256" "when AWS refuses it, the error names the possible reason"
tf_said "ssh-keygen -t rsa -b 4096" "and what to do about it"
like "$(cat "$TEST_DIR/step")" 'on main.tf line [0-9]+, in resource "lightsail_key_pair" "own":[[:space:]]+[0-9]+: +public_key +=' "also at the key"

# ---- drift ----

config "$one"
tf_ok apply
sim_mutate '{"action":"delete_key_pair","name":"own"}'
tf_plan_is "a deletion is detected" "create lightsail_key_pair.own"
sim_mutate "$(jq -n --arg key "$two" '{action: "call", operation: "ImportKeyPair", input: {keyPairName: "own", publicKeyBase64: $key}}')"
tf_plan_is "a key pair that another user created under the name is not taken over" "create lightsail_key_pair.own"
tf_step plan
tf_said "Another object has this name" "and a warning says so"
tf_said "$(sim_state '.regions["ap-northeast-1"].key_pairs.own.arn')" "with its ARN"
tf_fails apply
tf_said "already in use" "it is not taken over"
is "$(sim_state '.regions["ap-northeast-1"].key_pairs | has("own")')" true "it still exists"
sim_mutate '{"action":"delete_key_pair","name":"own"}'
tf_ok apply
tf_plan_is_empty "without the other pair the own key is imported again"
made=$(value made .name)
sim_mutate "{\"action\":\"delete_key_pair\",\"name\":\"$made\"}"
sim_mutate "{\"action\":\"call\",\"operation\":\"CreateKeyPair\",\"input\":{\"keyPairName\":\"$made\"}}"
tf_plan_is "a generated pair that was replaced outside of Terraform is generated again" "create lightsail_key_pair.made"
tf_ok apply
isnt "$(value made .name)" "$made" "under a new name"
sim_mutate "{\"action\":\"delete_key_pair\",\"name\":\"$made\"}"
tf_plan_is_empty "then the plan is empty"

# ---- a lost response ----

sim_fault '{"operation":"CreateKeyPair","kind":"lost","when":"nth=1"}'
made=$(value made .name)
tf_ok apply -replace=lightsail_key_pair.made
like "$(value made .private_key)" '^-----BEGIN' "after a lost response the pair is generated again, with its private key"
sim_faults_clear
sim_fault '{"operation":"ImportKeyPair","kind":"lost","when":"nth=1"}'
sim_metrics_reset
tf_ok apply -replace=lightsail_key_pair.own
is "$(sim_metric ImportKeyPair)" 1 "an import whose response was lost is found and not repeated"
sim_faults_clear
is "$(sim_state '[.regions[].key_pairs | keys | length] | add')" 2 "no pair is left over"

# ---- import ----

arn=$(value own .arn)
for id in own "$arn"; do
    "$TERRAFORM" -chdir="$TF_DIR" state rm lightsail_key_pair.own >/dev/null
    tf_ok import lightsail_key_pair.own "$id"
    tf_plan_is "the configured key is adopted" "update lightsail_key_pair.own"
    sim_metrics_reset
    tf_ok apply
    is "$(world_changes)" "" "the pair is not changed"
    tf_plan_is_empty "then the plan is empty"
done
"$TERRAFORM" -chdir="$TF_DIR" state rm lightsail_key_pair.own >/dev/null
tf_ok import lightsail_key_pair.own own
config "$two"
tf_plan_is "an import with another key configured is a replacement" "replace lightsail_key_pair.own"
config "$one"

tf_ok destroy
world_is_empty "nothing is left"
done_testing
