#!/usr/bin/env bash
# values.t — values as users write them: "" and null for arguments that are not given, line ends of other systems, tags that must not be changed,
# secrets in the wrong argument. Knows the calls that must not be sent.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 100
tf_shared_provider

# A test: the apply makes exactly these changes, and then the plan is empty.
changes() { # NAME [OPERATION…]
    sim_metrics_reset
    tf_step apply
    step_ok $? "$1"
    is "$(world_changes)" "${*:2}" "$1: the calls"
    tf_plan_is_empty "$1: then the plan is empty"
}

key="ssh-rsa $(printf 'AAAAB3NzaC1yc2EAAAADAQABAAABAQCkVjE5mUuHpLxGlDVlf7lwS+HzN4XA2DU+j7SWLJUJ+xzgw5dIIZswRCTls8gpCQB0ohWWybSXkojUDzH6dKsd4kj9Roxlc1iMUMoUMU4D//k0jDbbD5+b6KlgVO7JWeNnSCQiRYdPSprgT+H4tpfSkCK/NKVsxvSo3c/aqCv5lqNyS2A+O326JOjhJxXi+zQpOKnyEpDEFQpA7CLm0HjB1AhDzHLhpMkL/htm8B9yx8VX2yb8l85B90KZV+9hDU809a6bYpecsXM0ioXOeEfA0UXdueHVGAf/fPwoGPSkmsOLIyXy90/QPzHY0Zl1EIwFzRYfAGIvup7BSgADp3Ph') dev@example.com"

# ---- "" and null ----

config() { # TEXT: the value of optional texts
    tf_config <<<"provider \"lightsail\" {
  poll_interval = \"40ms\"
}
resource \"lightsail_instance\" \"web\" {
  name              = \"web\"
  blueprint_id      = \"ubuntu_22_04\"
  bundle_id         = \"nano_3_0\"
  region            = $1
  availability_zone = $1
  key_pair_name     = $1
  user_data         = $1
  ip_address_type   = $1
  state             = $1
}
resource \"lightsail_key_pair\" \"made\" {
  name        = \"made\"
  name_prefix = $1
  public_key  = $1
}
resource \"lightsail_key_pair\" \"given\" {
  name        = \"given\"
  name_prefix = $1
  public_key  = \"$key\"
}
resource \"lightsail_static_ip\" \"web\" {
  name          = \"web-ip\"
  instance_name = $1
  instance_arn  = lightsail_instance.web.arn
}
resource \"lightsail_static_ip\" \"spare\" {
  name          = \"spare-ip\"
  instance_name = $1
}
resource \"lightsail_firewall\" \"web\" {
  instance_name = lightsail_instance.web.name
  instance_arn  = $1
  on_destroy    = $1
  rules         = []
}
resource \"lightsail_ansible_inventory\" \"all\" {
  path            = \"$TEST_DIR/work/hosts.json\"
  file_permission = $1
  hosts           = { web = { ansible_host = $1, ansible_user = $1, vars = { a = null, b = \"\" } }, none = null }
}
data \"lightsail_instances\" \"all\" {
  name_regex = $1
  state      = $1
  region     = $1
  depends_on = [lightsail_instance.web]
}
data \"lightsail_bundles\" \"all\" {
  platform        = $1
  ip_address_type = $1
}
output \"found\" { value = length(data.lightsail_instances.all.instances) }"
}
all="AllocateStaticIp x2 AttachStaticIp CreateInstances CreateKeyPair ImportKeyPair PutInstancePublicPorts"
for first in '""' null; do
    second=$([ "$first" = null ] && echo '""' || echo null)
    config "$first"
    changes "everything is $first" "$all"
    is "$(tf_output found)" 1 "a filter that is $first filters nothing"
    is "$(world_instance web -r '.sshKeyName + " " + .ipAddressType + " " + .state.name + " " + .location.availabilityZone')" \
        "LightsailDefaultKeyPair dualstack running ap-northeast-1a" "the instance is the same as without the arguments ($first)"
    is "$(jq -c '.all.hosts' "$TF_DIR/hosts.json")" '{"web":{"b":""}}' "a host or a variable that is null is left out ($first)"
    config "$second"
    "$TERRAFORM" -chdir="$TF_DIR" plan -json 2>&1 </dev/null | jq -r 'select(.type == "planned_change") | .change.action' | sort -u >"$TEST_DIR/actual"
    unlike "$(cat "$TEST_DIR/actual")" 'replace|create|delete' "from $first to $second no resource is replaced"
    changes "from $first to $second"
    config '""'
    tf_ok destroy
    world_is_empty "the plan is empty"
done
config '""'
tf_ok apply
tf_ok destroy -refresh=false
world_is_empty "the plan is empty without a refresh, either"

# Terraform compares the results of ephemeral resources with the configuration, too.
tf_config <<'END'
provider "lightsail" {
  poll_interval = "40ms"
}
resource "lightsail_instance" "web" {
  name         = "web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  timeouts {
    create = ""
  }
}
ephemeral "lightsail_instance_access" "web" {
  instance_name = ""
  instance_arn  = lightsail_instance.web.arn
  protocol      = ""
  region        = ""
}
resource "lightsail_key_pair" "made" {
  name       = "made"
  public_key = ""
}
END
tf_ok apply
tf_plan_is_empty "the plan with an ephemeral resource is empty"
for operation in DeleteKeyPair CreateKeyPair; do
    sim_mutate "{\"action\": \"call\", \"operation\": \"$operation\", \"input\": {\"keyPairName\": \"made\"}}"
done
tf_plan_is "a generated pair that was replaced outside of Terraform is not taken over" "create lightsail_key_pair.made"
sim_mutate '{"action": "delete_key_pair", "name": "made"}'
tf_ok apply
sed -i "s|public_key = \"\"|public_key = \"$key\"|" "$TF_DIR/main.tf"
tf_plan_is "a key in place of a generated one replaces the pair" "replace lightsail_key_pair.made"
tf_ok destroy

# An argument of the identity cannot be "": Terraform would pass the empty name to other resources.
tf_config <<'END'
provider "lightsail" {}
resource "lightsail_key_pair" "named" {
  name        = ""
  name_prefix = "deploy-"
}
END
tf_fails plan
tf_said 'name is ""' "an empty name is refused"
tf_said 'null' "the error says what to write"

# ---- tags ----

tags() { # TAGS [IGNORED]
    tf_config <<<"provider \"lightsail\" {
  poll_interval = \"40ms\"
  default_tags {
    tags = { Team = \"core\", Stage = null, \"billing:team\" = \"core\" }
  }
  ignore_tags {
    keys         = [\"Test\"]
    key_prefixes = [\"billing:\"]
  }
}
resource \"lightsail_instance\" \"web\" {
  name         = \"tagged\"
  blueprint_id = \"ubuntu_22_04\"
  bundle_id    = \"nano_3_0\"
  tags         = { $1 }
}"
}
has_tags() { world_instance tagged -r '[.tags[] | .key + "=" + (.value // "")] | sort | join(" ")'; }
tags 'Name = "web", CostCentre = null, Team = null'
changes "tags that are null are left out" CreateInstances
is "$(has_tags)" "Name=web Team=core" "the default tag is used instead"
tf_step plan
tf_said "ignore_tags names the default tag 'billing:team'" "a default tag that is ignored gives a warning"
tags 'Name = "web"'
tf_plan_is_empty "leaving them out is the same"
tags 'Name = "web", Team = ""'
changes "an empty value is a value" TagResource
is "$(has_tags)" "Name=web Team=" "and takes precedence over the default"
tags 'Name = "web", Team = null'
changes "null restores the default" TagResource
is "$(has_tags)" "Name=web Team=core" "and deletes nothing"
tags 'Name = "web", Test = "mine", "billing:code" = "42"'
tf_fails plan
tf_said "ignore_tags of the provider names 'Test', 'billing:code'" "an ignored tag is refused"
tf_said 'tags = { Name' "at the argument"
tags 'Name = "web"'
tf_ok destroy

# ---- line ends ----

boot() { # USER-DATA PUBLIC-KEY [MORE]: printf formats
    # shellcheck disable=SC2059
    { printf "$1" >"$TEST_DIR/work/boot.sh" && printf "$2" "$key" >"$TEST_DIR/work/key.pub"; }
    tf_config <<<"provider \"lightsail\" {
  poll_interval = \"40ms\"
}
resource \"lightsail_instance\" \"web\" {
  name         = \"boot\"
  blueprint_id = \"ubuntu_22_04\"
  bundle_id    = \"nano_3_0\"
  ${3:-user_data    = file(\"boot.sh\")}
}
resource \"lightsail_key_pair\" \"k\" {
  name       = \"boot-key\"
  public_key = file(\"key.pub\")
}"
}
boot '#!/bin/bash\necho hi\n' '%s\n'
changes "a script and a key" CreateInstances ImportKeyPair
for other in '#!/bin/bash\r\necho hi\r\n|%s\r\n' '\xef\xbb\xbf#!/bin/bash\necho hi\n|\xef\xbb\xbf%s\n' '#!/bin/bash\necho hi|# my key\n\n%s'; do
    boot "${other%%|*}" "${other#*|}"
    tf_plan_is_empty "equal except for line ends, a byte order mark or the last newline ($other)"
    unlike "$(step_text)" "cannot run" "no script runs, so there is no warning ($other)"
done
boot '#!/bin/bash\r\necho hi\r\n' '%s\n' 'user_data_wo = file("boot.sh")
  user_data_wo_version = 1'
changes "the same script as a write-only argument"
boot '#!/bin/bash\r\necho other\r\n' '%s\n'
tf_step plan
tf_said "The first line ends with a carriage return" "a script that cannot run gives a warning"
unlike "$(step_text)" "Warning: Launch script cannot run.*echo other.*Error" "the warning does not contain the script"
boot '\xef\xbb\xbf#!/bin/bash\necho other\n' '%s\n' 'user_data_wo = file("boot.sh")
  user_data_wo_version = 2'
tf_step plan
tf_said "The script begins with a byte order mark" "also when it is write-only"
tf_ok destroy

# ---- secrets ----

tf_own_provider # its log is passed to Terraform

openssl ecparam -name prime256v1 -genkey -noout -out "$TEST_DIR/ec.pem" 2>/dev/null
body=$(sed -n 2p "$TEST_DIR/ec.pem")
printf '%s\n%s\n' "$key" "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM+lqrMSgC0h4K87hZXSXuZaRNaOkgB2QC0wr6t5oABR a@example.com" >"$TEST_DIR/two.pub"
secret() { # ATTRIBUTE VALUE
    tf_config <<<"variable \"hidden\" {
  sensitive = true
  default   = \"hunter2-of-web\"
}
provider \"lightsail\" {}
resource \"$1\" \"it\" {
  $2
}"
}
refused() { # NAME TEXT: the plan fails with this text, and the secret is in no output and no log
    TF_LOG_PROVIDER=TRACE TF_LOG_PATH=$TEST_DIR/log tf_step plan
    is "$?" 1 "$1"
    tf_said "$2" "$1: the error says what is wrong"
    ! cat "$TEST_DIR/step" "$TEST_DIR/log" | grep -v '"tf_proto_version"' | grep -qF -e "$body" -e "hunter2" -e "a@example.com"
    ok $? "$1: and does not contain the value"
}
secret lightsail_key_pair "name = \"wrong\"
  public_key = file(\"$TEST_DIR/ec.pem\")"
refused "the private half of a key" "This is the private half of a key pair"
secret lightsail_key_pair "name = \"wrong\"
  public_key = \"# \${file(\"$TEST_DIR/ec.pem\")}\${file(\"$TEST_DIR/two.pub\")}\""
refused "a private key among other keys" "This is the private half of a key pair"
secret lightsail_key_pair "name = \"wrong\"
  public_key = file(\"$TEST_DIR/two.pub\")"
refused "two keys" "public_key contains more than one key"
secret lightsail_key_pair "name = \"wrong\"
  public_key = var.hidden"
refused "no key at all" "must be an OpenSSH public key"
secret lightsail_firewall "instance_name = \"web\"
  rules = [{ protocol = \"tcp\", from_port = 22, cidrs = [file(\"$TEST_DIR/ec.pem\")] }]"
refused "a private key as an address" "(private key)"
secret lightsail_static_ip "name = file(\"$TEST_DIR/ec.pem\")"
refused "a private key as a name" "(private key)"
secret lightsail_ansible_inventory "path  = \"hosts.json\"
  hosts = { web = { ansible_host = \"192.0.2.1\", vars = { token = var.hidden } } }"
tf_ok apply
unlike "$(cat "$TEST_DIR/step")" hunter2 "a sensitive variable of a host is not shown"
is "$(jq -r .all.hosts.web.token "$TF_DIR/hosts.json")" hunter2-of-web "and is in the file"
tf_ok destroy
unlike "$(cat "$TEST_DIR/step")" hunter2 "nor when it is deleted"
done_testing
