#!/usr/bin/env bash
# Every place where credentials may come from, through Terraform against the simulator; which accounts may be used; a wrong clock; and no
# secret in any log.
. "$(dirname "$0")/../lib/tf.sh"

tf_setup
# The long-term keys of this simulator: what is planted here must never be seen in a log.
sim_start --pending-ms 0 --operation-ms 0 --credentials AKIAPLANTED:planted/secret+key --credentials ASIAPLANTED:planted/secret+temporary:planted/token== \
    --web-identity-token planted-web-identity --container-token planted-container-token --portal-token planted-sign-in || bail "the simulator does not start"
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE AWS_PROFILE
mkdir -p "$HOME/.aws"
LOGS=$TEST_DIR/logs
mkdir -p "$LOGS"

# What the provider block holds is the argument; who acted is found in the simulator's requests or outputs.
configure() { # [LINE…] of the provider block
    tf_config <<END
provider "lightsail" {
$(printf '%s\n' "$@")
}
data "lightsail_availability_zones" "here" {}
output "zones" { value = data.lightsail_availability_zones.here.names }
END
}

# works NAME VARIABLE=VALUE…: a plan succeeds with these variables; its TRACE log is kept
log_number=0
works() {
    local name=$1
    shift
    log_number=$((log_number + 1))
    TF_LOG=TRACE TF_LOG_PATH=$LOGS/$log_number env "$@" "$TERRAFORM" -chdir="$TF_DIR" plan -detailed-exitcode >"$TEST_DIR/step" 2>&1 </dev/null
    [ $? -eq 2 ] # an output is new
    step_ok $? "$name"
}

# refused NAME TEXT VARIABLE=VALUE…: a plan fails and says this
refused() {
    local name=$1 text=$2
    shift 2
    log_number=$((log_number + 1))
    TF_LOG=TRACE TF_LOG_PATH=$LOGS/$log_number env "$@" "$TERRAFORM" -chdir="$TF_DIR" plan >"$TEST_DIR/step" 2>&1 </dev/null && fail "$name"
    tf_said "$text" "$name"
}

asked() { # OPERATION…: how often these were called since the last time
    sim_requests | jq -r --arg names "$*" '[.[] | select(.operation as $o | $names | split(" ") | index($o))] | length'
    sim_requests_clear
}

keys=(AWS_ACCESS_KEY_ID=AKIAPLANTED AWS_SECRET_ACCESS_KEY=planted/secret+key)

# ---- each source ----
configure '  access_key = "AKIAPLANTED"' '  secret_key = "planted/secret+key"'
works "keys of the provider block"
configure
works "keys of the environment" "${keys[@]}"
works "temporary keys of the environment" AWS_ACCESS_KEY_ID=ASIAPLANTED AWS_SECRET_ACCESS_KEY=planted/secret+temporary AWS_SESSION_TOKEN=planted/token==

cat >"$HOME/.aws/credentials" <<'END'
[default]
aws_access_key_id = AKIAPLANTED
aws_secret_access_key = planted/secret+key
END
cat >"$HOME/.aws/config" <<END
[profile role]
role_arn = arn:aws:iam::210987654321:role/external-planted-id
external_id = planted-id
source_profile = default
[profile chain]
role_arn = arn:aws:iam::333333333333:role/second
role_session_name = chained
source_profile = role
[profile environment]
role_arn = arn:aws:iam::210987654321:role/x
credential_source = Environment
[profile program]
credential_process = "$TEST_DIR/print keys" 'with an argument'
[profile broken-program]
credential_process = sh -c 'echo "planted complaint" >&2; exit 3'
[profile web]
role_arn = arn:aws:iam::210987654321:role/web
web_identity_token_file = $TEST_DIR/identity
[profile mfa]
role_arn = arn:aws:iam::210987654321:role/x
source_profile = default
mfa_serial = arn:aws:iam::123456789012:mfa/me
END
printf planted-web-identity >"$TEST_DIR/identity"
cat >"$TEST_DIR/print keys" <<'END'
#!/bin/sh
[ "$1" = "with an argument" ] && [ -z "$TF_PLUGIN_MAGIC_COOKIE$PLUGIN_PROTOCOL_VERSIONS" ] || { echo "wrong surroundings" >&2; exit 1; }
echo '{"Version": 1, "AccessKeyId": "ASIAPLANTED", "SecretAccessKey": "planted/secret+temporary", "SessionToken": "planted/token=="}'
END
chmod +x "$TEST_DIR/print keys"

works "the default profile"
sim_requests_clear
works "a profile's role" AWS_PROFILE=role
is "$(sim_requests AssumeRole '.[0].body | [.RoleArn, .ExternalId] | join(" ")')" '"arn:aws:iam::210987654321:role/external-planted-id planted-id"' "with its external id"
sim_requests_clear
configure '  profile = "chain"'
works "a chain of profiles, and the environment's keys do not count" AWS_ACCESS_KEY_ID=unknown AWS_SECRET_ACCESS_KEY=unknown
is "$(sim_requests AssumeRole '[.[].body.RoleSessionName][-1]')" '"chained"' "the last role is the profile's own"
configure
works "a role with the environment's keys" AWS_PROFILE=environment "${keys[@]}"
works "a program" AWS_PROFILE=program
works "a web identity of a profile" AWS_PROFILE=web
rm "$HOME/.aws/credentials"
works "a web identity of the environment" AWS_WEB_IDENTITY_TOKEN_FILE="$TEST_DIR/identity" AWS_ROLE_ARN=arn:aws:iam::210987654321:role/web
works "a container" AWS_CONTAINER_CREDENTIALS_FULL_URI="$SIM_URL/_container/keys" AWS_CONTAINER_AUTHORIZATION_TOKEN=planted-container-token
printf 'planted-container-token\n' >"$TEST_DIR/container"
works "a container with its token in a file" AWS_CONTAINER_CREDENTIALS_FULL_URI="$SIM_URL/_container/keys" AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE="$TEST_DIR/container"
sim_requests_clear
works "the machine's role" AWS_EC2_METADATA_DISABLED=false AWS_EC2_METADATA_SERVICE_ENDPOINT="$SIM_URL"
is "$(asked MetadataToken Metadata MetadataKeys)" 3 "asked once, with a session token"
configure '  assume_role {' '    role_arn = "arn:aws:iam::210987654321:role/one"' '    session_name = "first"' \
    '    tags = { Team = "quants" }' '    transitive_tag_keys = ["Team"]' '    duration = "20m"' '  }' \
    '  assume_role {' '    role_arn = "arn:aws:iam::333333333333:role/external-two"' '    external_id = "two"' '  }'
works "roles of the provider block, one after the other" "${keys[@]}"
is "$(sim_requests AssumeRole '[.[-2].body | .RoleSessionName, .DurationSeconds, .["Tags.member.1.Value"], .["TransitiveTagKeys.member.1"]] | join(" ")')" \
    '"first 1200 quants Team"' "the first with its tags"
is "$(sim_requests AssumeRole '.[-1].body.ExternalId')" '"two"' "the second with its external id"

# ---- IAM Identity Center, as `aws configure sso` and `aws sso login` leave it ----
cat >"$TEST_DIR/corporate config" <<'END'
[profile sso]
sso_session = corp
sso_account_id = 210987654321
sso_role_name = reader+writer
region = ap-northeast-1
[profile old-sso]
sso_start_url = https://old.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 210987654321
sso_role_name = reader
[profile sso-denied]
sso_session = corp
sso_account_id = 210987654321
sso_role_name = denied
[profile after-sso]
role_arn = arn:aws:iam::333333333333:role/after
source_profile = sso
[profile sso-half]
sso_session = corp
sso_account_id = 210987654321
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
END
corporate=AWS_CONFIG_FILE="$TEST_DIR/corporate config"
# sign_in SESSION-OR-URL TOKEN WHEN: the token that `aws sso login` caches, good until then
sign_in() {
    mkdir -p "$HOME/.aws/sso/cache"
    printf '{"startUrl": "https://example.awsapps.com/start", "region": "eu-west-1", "accessToken": "%s", "expiresAt": "%s"}' "$2" \
        "$(date -u -d "$3" +%Y-%m-%dT%H:%M:%SZ)" >"$HOME/.aws/sso/cache/$(printf %s "$1" | sha1sum | cut -d' ' -f1).json"
}
# cli_says TEXT NAME VARIABLE=VALUE…: quants-infra fails and says this
cli_says() {
    local text=$1 name=$2
    shift 2
    env "$@" "$BUILD/quants-infra" infra list >"$TEST_DIR/cli" 2>&1 </dev/null && fail "$name"
    contains "$(tr -s '\n ' ' ' <"$TEST_DIR/cli")" "$text" "$name"
}
configure
refused "nobody has signed in" "Nobody has signed in for the AWS profile 'sso'" "$corporate" AWS_PROFILE=sso
tf_said "aws sso login --profile 'sso'" "how to sign in"
cli_says "aws sso login --profile 'sso'" "so says quants-infra" "$corporate" AWS_PROFILE=sso
sign_in corp planted-sign-in '1 hour'
sim_requests_clear
works "who has signed in works with the profile's role" "$corporate" AWS_PROFILE=sso
is "$(sim_requests GetRoleCredentials '[.[] | "\(.body.role_name) \(.body.account_id) \(.status)"] | join(", ")')" '"reader+writer 210987654321 200"' "its keys are asked for once"
runs "so does quants-infra" env "$corporate" AWS_PROFILE=sso "$BUILD/quants-infra" infra list
configure '  profile = "after-sso"'
works "a role after the sign-in" "$corporate"
is "$(sim_requests AssumeRole '[.[].body.RoleArn] | join(" ")')" '"arn:aws:iam::333333333333:role/after"' "is assumed with its keys"
configure
sign_in https://old.awsapps.com/start planted-sign-in '1 hour'
works "a profile without a session, as older versions wrote it" "$corporate" AWS_PROFILE=old-sso
refused "a role that is not assigned" "gives no keys for the role 'denied' in the account '210987654321'" "$corporate" AWS_PROFILE=sso-denied
refused "half a profile" "aws configure sso --profile 'sso-half'" "$corporate" AWS_PROFILE=sso-half
sign_in corp planted-sign-in '1 minute ago'
sim_requests_clear
refused "a sign-in that ran out" "The sign-in of the AWS profile 'sso' ran out at" "$corporate" AWS_PROFILE=sso
tf_said "aws sso login --profile 'sso'" "how to sign in again"
cli_says "aws sso login --profile 'sso'" "so says quants-infra of it" "$corporate" AWS_PROFILE=sso
is "$(asked GetRoleCredentials)" 0 "the portal is not asked with it"
sign_in corp planted-other-sign-in '1 hour'
refused "a sign-in that was ended elsewhere" "is not valid any more" "$corporate" AWS_PROFILE=sso
tf_said "aws sso login --profile 'sso'" "how to sign in after that"
rm -r "$HOME/.aws/sso"

# ---- what is missing or refused ----
configure
refused "nothing is found: every place is named" "tried the provider's arguments (access_key is not set), the environment (AWS_ACCESS_KEY_ID is not set), a web identity"
refused "no machine's role either" "No AWS credentials were found" AWS_EC2_METADATA_DISABLED=false AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1
refused "a code of an MFA device" "mfa_serial" AWS_PROFILE=mfa
refused "a program that fails" "planted complaint" AWS_PROFILE=broken-program
refused "a container that wants another token" "HTTP status 401" AWS_CONTAINER_CREDENTIALS_FULL_URI="$SIM_URL/_container/keys" AWS_CONTAINER_AUTHORIZATION_TOKEN=planted-other
refused "keys for half" "AWS_SECRET_ACCESS_KEY is not" AWS_ACCESS_KEY_ID=AKIAPLANTED
configure '  assume_role { role_arn = "arn:aws:iam::210987654321:role/denied" }'
refused "a role that trusts nobody" "trust policy" "${keys[@]}"
configure '  skip_credentials_validation = true'
refused "told at the first call when it is wanted so" "No AWS credentials were found"

# ---- accounts ----
configure '  allowed_account_ids = ["123456789012"]'
sim_requests_clear
works "an account that is allowed" "${keys[@]}"
is "$(asked GetCallerIdentity)" 1 "asked for once"
configure '  allowed_account_ids = ["999999999999"]'
refused "an account that is not" "belong to the account 123456789012, which is not allowed here" "${keys[@]}"
configure '  forbidden_account_ids = ["210987654321"]' '  skip_requesting_account_id = true' \
    '  assume_role { role_arn = "arn:aws:iam::210987654321:role/x" }'
sim_requests_clear
refused "a forbidden account, known by the role" "belong to the account 210987654321, which is forbidden here" "${keys[@]}"
is "$(asked GetCallerIdentity)" 0 "without asking"
configure '  forbidden_account_ids = ["210987654321"]' '  skip_requesting_account_id = true'
refused "an account that nobody may ask for" "is not known without asking" "${keys[@]}"
configure '  allowed_account_ids = ["123456789012"]' '  forbidden_account_ids = ["210987654321"]'
refused "not both lists" "forbidden_account_ids" "${keys[@]}"
configure '  allowed_account_ids = ["12345"]'
refused "no account at all" "twelve digits" "${keys[@]}"
configure '  use_fips_endpoint = true'
refused "a FIPS endpoint and an address" "already says which address to use" "${keys[@]}"

# ---- who asks ----
configure
sim_requests_clear
works "whatever else wants to be named" "${keys[@]}" TF_APPEND_USER_AGENT="team/7 (nightly)" AWS_EXECUTION_ENV=GitLab
like "$(sim_requests GetRegions '.[0].user_agent')" \
    '^"terraform-provider-lightsail/[0-9.]+ .*(Terraform|OpenTofu)/[0-9.]+.* team/7 \(nightly\)' "provider, Terraform and TF_APPEND_USER_AGENT are in the user agent"

# ---- keys that run out ----
configure '  assume_role { role_arn = "arn:aws:iam::210987654321:role/x" }'
tf_config run-out <<'END'
provider "lightsail" {
  assume_role { role_arn = "arn:aws:iam::210987654321:role/x" }
}
resource "lightsail_static_ip" "a" { name = "run-out" }
END
sim_fault '{"operation":"AllocateStaticIp","kind":"expired","when":"first"}'
sim_requests_clear
log_number=$((log_number + 1))
TF_LOG=TRACE TF_LOG_PATH=$LOGS/$log_number env "${keys[@]}" "$TERRAFORM" -chdir="$TF_DIR" apply -auto-approve >"$TEST_DIR/step" 2>&1 </dev/null
step_ok $? "keys that are refused are taken anew, and the apply goes on"
is "$(sim_requests AllocateStaticIp '[.[].status] | join(" ")')" '"400 200"' "at the second attempt"

# ---- what files and variables claim ----
configure '  allowed_account_ids = ["999999999999"]'
refused "an account that only the environment claims" "belong to the account 123456789012" "${keys[@]}" AWS_ACCOUNT_ID=999999999999

# ---- secrets ----
calls=$(cat "$LOGS"/* | grep -c 'AWS API call')
ok $((calls < 30)) "the logs are there ($calls calls)"
leaks=$(grep -ohE 'planted/(secret|token)[^" ]{0,20}|planted-(web-identity|container-token|other|sign-in)|Sim/(secret|token)\+[0-9a-f]+' "$LOGS"/* | sort | uniq -c)
is "$leaks" "" "no log of $(find "$LOGS" -type f | wc -l) runs holds a secret"
sim_stop

# ---- keys with a short life ----
# They are good for two seconds, an instance is pending for four: they are renewed in time, and no call is ever refused.
sim_start --pending-ms 4000 --operation-ms 0 --token-lifetime-s 2 || bail "the simulator does not start"
tf_config short <<'END'
provider "lightsail" {
  poll_interval = "200ms"
  assume_role { role_arn = "arn:aws:iam::210987654321:role/x" }
}
resource "lightsail_instance" "a" {
  count             = 4
  name              = "short-${count.index}"
  availability_zone = "ap-northeast-1a"
  blueprint_id      = "ubuntu_22_04"
  bundle_id         = "nano_3_0"
}
END
tf_ok apply
renewals=$(sim_requests AssumeRole length)
ok $((renewals < 2 || renewals > 6)) "the keys are renewed by one for all ($renewals times)"
is "$(sim_requests "" '[.[] | select(.error != null) | .error] | unique | join(" ")')" '""' "and no call was refused"
sim_stop
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY

# ---- a wrong clock ----
for offset in 7200 -7200; do
    sim_start --pending-ms 0 --operation-ms 0 --clock-offset-s $offset || bail "the simulator does not start"
    unset AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
    configure '  assume_role { role_arn = "arn:aws:iam::210987654321:role/x" }'
    sim_requests_clear
    works "our clock is wrong by $offset s"
    is "$(sim_requests AssumeRole '[.[].status] | join(" ")')" '"403 200"' "the token service tells the time"
    is "$(sim_requests GetRegions '[.[].status] | join(" ")')" '"200"' "after which Lightsail understands us at once"
    sim_stop
done
done_testing
