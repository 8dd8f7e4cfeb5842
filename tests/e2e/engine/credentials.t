#!/usr/bin/env bash
# Every source of credentials, with Terraform against the simulator; which accounts are allowed; a wrong clock; and no secret in any log.
. "$(dirname "$0")/../../lib/tf.sh"

tf_setup
# The long-term credentials of this simulator; they must not occur in any log.
sim_start --pending-ms 0 --operation-ms 0 --credentials AKIAPLANTED:planted/secret+key --credentials ASIAPLANTED:planted/secret+temporary:planted/token== \
    --web-identity-token planted-web-identity --container-token planted-container-token --portal-token planted-sign-in --refresh-token planted-refresh || bail "the simulator does not start"
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE AWS_PROFILE
mkdir -p "$HOME/.aws"
LOGS=$TEST_DIR/logs
mkdir -p "$LOGS"

# The provider block is the argument; the simulator's requests or outputs show which identity was used.
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
    [ $? -eq 2 ] # the value has changed
    step_ok $? "$name"
}

# refused NAME TEXT VARIABLE=VALUE…: a plan fails and says this
refused() {
    local name=$1 text=$2
    shift 2
    log_number=$((log_number + 1))
    TF_LOG=TRACE TF_LOG_PATH=$LOGS/$log_number env "$@" "$TERRAFORM" -chdir="$TF_DIR" plan >"$TEST_DIR/step" 2>&1 </dev/null && fail "$name"
    tf_said "$text" "$name"
    cp "$TEST_DIR/step" "$LOGS/$log_number.step"
}

asked() { # OPERATION…: the number of calls of these since the last question
    sim_requests | jq -r --arg names "$*" '[.[] | select(.operation as $o | $names | split(" ") | index($o))] | length'
    sim_requests_clear
}

keys=(AWS_ACCESS_KEY_ID=AKIAPLANTED AWS_SECRET_ACCESS_KEY=planted/secret+key)

# ---- each source ----
configure '  access_key = "AKIAPLANTED"' '  secret_key = "planted/secret+key"'
works "credentials of the provider block"
configure
works "credentials of the environment" "${keys[@]}"
works "temporary credentials of the environment" AWS_ACCESS_KEY_ID=ASIAPLANTED AWS_SECRET_ACCESS_KEY=planted/secret+temporary AWS_SESSION_TOKEN=planted/token==

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
[profile chatty]
credential_process = sh -c 'cat "$TEST_DIR/printed"; echo "planted: complaint" >&2'
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
works "a chain of profiles, and the credentials of the environment are not used" AWS_ACCESS_KEY_ID=unknown AWS_SECRET_ACCESS_KEY=unknown
is "$(sim_requests AssumeRole '[.[].body.RoleSessionName][-1]')" '"chained"' "the last role is the profile's own"
configure
works "a role with the credentials of the environment" AWS_PROFILE=environment "${keys[@]}"
works "a program" AWS_PROFILE=program
printf '\357\273\277{"Version": 1.0, "AccessKeyId": "AKIAPLANTED", "SecretAccessKey": "planted/secret+key"}\n' >"$TEST_DIR/printed"
works "a program whose Version is 1.0, after a byte order mark" AWS_PROFILE=chatty
works "a web identity of a profile" AWS_PROFILE=web
configure '  profile = "~"' # an unknown profile; its name is not used as a path
refused "a profile name is not used as a path" "profile '~' is not in" "${keys[@]}"
configure '  shared_config_files = ["~/.aws/config"]' '  shared_credentials_files = ["~/.aws/credentials", ""]' '  profile = "default"'
works "files in the home folder"
configure '  custom_ca_bundle = "~/no-such-bundle.pem"'
refused "certificates in the home folder" "$HOME/no-such-bundle.pem" "${keys[@]}"
configure '  access_key = ""' '  secret_key = ""' '  token = ""' '  region = ""' '  profile = ""' '  endpoint = ""' '  retry_mode = ""' \
    '  custom_ca_bundle = ""' '  poll_interval = ""' '  shared_config_files = [""]' '  shared_credentials_files = []' \
    '  allowed_account_ids = []' '  forbidden_account_ids = []' \
    '  assume_role {' '    role_arn = ""' '    session_name = ""' '    external_id = ""' '    duration = ""' '    policy = ""' '    source_identity = ""' '  }'
sim_requests_clear
works "what is \"\" or empty is not given" "${keys[@]}"
is "$(asked AssumeRole GetCallerIdentity)" 0 "no role is assumed and no account is looked up"
configure
rm "$HOME/.aws/credentials"
works "a web identity of the environment" AWS_WEB_IDENTITY_TOKEN_FILE="$TEST_DIR/identity" AWS_ROLE_ARN=arn:aws:iam::210987654321:role/web
works "a container" AWS_CONTAINER_CREDENTIALS_FULL_URI="$SIM_URL/_container/keys" AWS_CONTAINER_AUTHORIZATION_TOKEN=planted-container-token
printf 'planted-container-token\n' >"$TEST_DIR/container"
works "a container with its token in a file" AWS_CONTAINER_CREDENTIALS_FULL_URI="$SIM_URL/_container/keys" AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE="$TEST_DIR/container"
sim_requests_clear
works "the machine's role" AWS_EC2_METADATA_DISABLED=false AWS_EC2_METADATA_SERVICE_ENDPOINT="$SIM_URL"
is "$(asked MetadataToken Metadata MetadataKeys)" 3 "requested once, with a session token"
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
# sign_in SESSION-OR-URL TOKEN WHEN: the token that `aws sso login` caches, valid until then
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
refused "without a sign-in" "Not signed in with the AWS profile 'sso'" "$corporate" AWS_PROFILE=sso
tf_said "aws sso login --profile 'sso'" "the error says how to sign in"
cli_says "aws sso login --profile 'sso'" "so says quants-infra" "$corporate" AWS_PROFILE=sso
sign_in corp planted-sign-in '1 hour'
sim_requests_clear
works "after a sign-in the profile's role is used" "$corporate" AWS_PROFILE=sso
is "$(sim_requests GetRoleCredentials '[.[] | "\(.body.role_name) \(.body.account_id) \(.status)"] | join(", ")')" '"reader+writer 210987654321 200"' "its credentials are requested once"
runs "the same with quants-infra" env "$corporate" AWS_PROFILE=sso "$BUILD/quants-infra" infra list
configure '  profile = "after-sso"'
works "a role after the sign-in" "$corporate"
is "$(sim_requests AssumeRole '[.[].body.RoleArn] | join(" ")')" '"arn:aws:iam::333333333333:role/after"' "is assumed with its credentials"
configure
sign_in https://old.awsapps.com/start planted-sign-in '1 hour'
works "a profile without a session, as older versions wrote it" "$corporate" AWS_PROFILE=old-sso
refused "a role that is not assigned" "issued no credentials for the role 'denied' in the account '210987654321'" "$corporate" AWS_PROFILE=sso-denied
refused "an incomplete profile" "aws configure sso --profile 'sso-half'" "$corporate" AWS_PROFILE=sso-half
sign_in corp planted-sign-in '1 minute ago'
sim_requests_clear
refused "an expired sign-in" "The sign-in of the AWS profile 'sso' expired at" "$corporate" AWS_PROFILE=sso
tf_said "aws sso login --profile 'sso'" "the error says how to sign in again"
cli_says "aws sso login --profile 'sso'" "so says quants-infra of it" "$corporate" AWS_PROFILE=sso
is "$(asked GetRoleCredentials)" 0 "no request is sent to the portal"
sign_in corp planted-other-sign-in '1 hour'
refused "a sign-in that was ended elsewhere" "is no longer valid" "$corporate" AWS_PROFILE=sso
tf_said "aws sso login --profile 'sso'" "the error says how to sign in again"

# refreshable WHEN REGISTRATION REFRESH-TOKEN: a sign-in with everything that `aws sso login` stores of a session, valid until then
refreshable() {
    sign_in corp planted-sign-in "$1"
    jq --arg registration "$(date -u -d "$2" +%Y-%m-%dT%H:%M:%SZ)" --arg refresh "$3" '. + {accessToken: "planted-old-sign-in", clientId: "planted-client",
        clientSecret: "planted-client-secret", registrationExpiresAt: $registration, refreshToken: $refresh}' "$CACHED" >"$CACHED.new"
    chmod 644 "$CACHED.new"
    mv "$CACHED.new" "$CACHED"
}
CACHED=$HOME/.aws/sso/cache/$(printf corp | sha1sum | cut -d' ' -f1).json
refreshable '1 minute ago' '1 month' planted-refresh
members=$(jq -c keys "$CACHED")
sim_requests_clear
works "an expired sign-in is refreshed" "$corporate" AWS_PROFILE=sso
is "$(sim_requests "" '[.[] | select(.operation == "CreateToken" or .operation == "GetRoleCredentials") | "\(.operation) \(.status)"] | join(", ")')" \
    '"CreateToken 200, GetRoleCredentials 200"' "once, before the credentials are requested"
is "$(jq -r '.accessToken, .refreshToken, .clientSecret' "$CACHED" | tr '\n' ' ')" "planted-sign-in planted-refresh+1 planted-client-secret " "the file has the new tokens"
is "$(jq -c keys "$CACHED") $(stat -c %a "$CACHED")" "$members 600" "its other members are kept, and only the user can read it"
left_s=$(($(date -d "$(jq -r .expiresAt "$CACHED")" +%s) - $(date +%s)))
ok $((left_s < 8 * 3600 - 600 || left_s > 8 * 3600)) "the log says when the new sign-in expires"
is "$(find "$HOME/.aws/sso/cache" -type f | wc -l)" 2 "no other file is left"
works "the next run uses the token of the file" "$corporate" AWS_PROFILE=sso
is "$(asked CreateToken)" 1 "without another refresh"
# A refresh token can be used once: of several processes that find the old one, only one refreshes it.
refreshable '1 minute ago' '1 month' planted-refresh+1
for i in 1 2 3 4 5 6; do
    env "$corporate" AWS_PROFILE=sso TF_LOG_PROVIDER=TRACE "$BUILD/quants-infra" infra list >"$TEST_DIR/at-once.$i" 2>&1 </dev/null &
    pids[i]=$!
done
failed=0
for i in 1 2 3 4 5 6; do wait "${pids[i]}" || failed=$((failed + 1)); done
is $failed 0 "six processes at once all get credentials"
is "$(asked CreateToken) $(jq -r .refreshToken "$CACHED")" "1 planted-refresh+2" "with one refresh, and the file is complete"
cp "$TEST_DIR"/at-once.* "$LOGS"
refreshable '1 minute ago' '1 month' planted-spent
refused "a refresh that is refused" "refused to refresh it: HTTP status 400, invalid_grant" "$corporate" AWS_PROFILE=sso
tf_said "aws sso login --profile 'sso' (or --sso-session 'corp')" "the error says how to sign in"
refreshable '5 minutes' '1 month' planted-spent
sign_in_of=$(jq '.accessToken = "planted-sign-in"' "$CACHED") && echo "$sign_in_of" >"$CACHED"
works "a sign-in that is still valid is used nevertheless" "$corporate" AWS_PROFILE=sso
refreshable '1 minute ago' '1 minute ago' planted-refresh+2
sim_requests_clear
refused "a registration that has expired as well" "expired at" "$corporate" AWS_PROFILE=sso
is "$(asked CreateToken)" 0 "is not used"
rm -r "$HOME/.aws/sso"

# ---- missing or refused credentials ----
configure
refused "no credentials: the error names every source" "tried the provider's arguments (access_key is not set), the environment (AWS_ACCESS_KEY_ID is not set), a web identity"
refused "no machine's role either" "No AWS credentials found" AWS_EC2_METADATA_DISABLED=false AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1
refused "a code of an MFA device" "mfa_serial" AWS_PROFILE=mfa
refused "a program that fails" "planted complaint" AWS_PROFILE=broken-program
tf_said "ended with status 3" "the error has its exit status"
echo 'Please visit https://sso.example.com/start and enter the code' >"$TEST_DIR/printed"
refused "a program with other output" "is not a JSON object" AWS_PROFILE=chatty
tf_said "printed on stderr: planted: complaint; and on stdout: Please visit https://sso.example.com/start and enter the code" "the error has stdout and stderr"
echo 'export AWS_SECRET_ACCESS_KEY=planted/secret+key AKIAPLANTED01234567' >"$TEST_DIR/printed"
refused "a program that prints shell commands" "on stdout: export AWS_SECRET_ACCESS_KEY=(hidden)" AWS_PROFILE=chatty
printf '{"Version": 1, "AccessKeyId": "planted-token", "SessionToken": "planted/token=="}' >"$TEST_DIR/printed"
refused "a program with incomplete credentials" "has no SecretAccessKey" AWS_PROFILE=chatty
refused "a container that requires another token" "HTTP status 401" AWS_CONTAINER_CREDENTIALS_FULL_URI="$SIM_URL/_container/keys" AWS_CONTAINER_AUTHORIZATION_TOKEN=planted-other
refused "incomplete credentials" "AWS_SECRET_ACCESS_KEY is not" AWS_ACCESS_KEY_ID=AKIAPLANTED
configure '  assume_role { role_arn = "arn:aws:iam::210987654321:role/denied" }'
refused "a role that cannot be assumed" "trust policy" "${keys[@]}"
configure '  skip_credentials_validation = true'
refused "reported at the first call when the checks at the start are skipped" "No AWS credentials found"

# ---- accounts ----
configure '  allowed_account_ids = ["123456789012"]'
sim_requests_clear
works "an account that is allowed" "${keys[@]}"
is "$(asked GetCallerIdentity)" 1 "looked up once"
configure '  allowed_account_ids = ["999999999999"]'
refused "an account that is not allowed" "belong to the account 123456789012, which is not in allowed_account_ids" "${keys[@]}"
configure '  forbidden_account_ids = ["210987654321"]' '  skip_requesting_account_id = true' \
    '  assume_role { role_arn = "arn:aws:iam::210987654321:role/x" }'
sim_requests_clear
refused "a forbidden account, known from the role's ARN" "belong to the account 210987654321, which is in forbidden_account_ids" "${keys[@]}"
is "$(asked GetCallerIdentity)" 0 "without asking"
configure '  forbidden_account_ids = ["210987654321"]' '  skip_requesting_account_id = true'
refused "an account id that the credentials may not read" "is not known without a request" "${keys[@]}"
configure '  allowed_account_ids = ["123456789012"]' '  forbidden_account_ids = ["210987654321"]'
refused "both lists together" "forbidden_account_ids" "${keys[@]}"
configure '  allowed_account_ids = ["12345"]'
refused "an empty list of accounts" "twelve digits" "${keys[@]}"
configure '  use_fips_endpoint = true'
refused "a FIPS endpoint and an address" "already names the endpoint" "${keys[@]}"

# ---- who asks ----
configure
sim_requests_clear
works "other products in the user agent" "${keys[@]}" TF_APPEND_USER_AGENT="team/7 (nightly)" AWS_EXECUTION_ENV=GitLab
like "$(sim_requests GetRegions '.[0].user_agent')" \
    '^"terraform-provider-lightsail/[0-9.]+ .*(Terraform|OpenTofu)/[0-9.]+.* team/7 \(nightly\)' "provider, Terraform and TF_APPEND_USER_AGENT are in the user agent"

# ---- credentials that expire ----
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
step_ok $? "refused credentials are replaced, and the apply continues"
is "$(sim_requests AllocateStaticIp '[.[].status] | join(" ")')" '"400 200"' "at the second attempt"

# ---- accounts in files and variables ----
configure '  allowed_account_ids = ["999999999999"]'
refused "an account that is only set in the environment" "belong to the account 123456789012" "${keys[@]}" AWS_ACCOUNT_ID=999999999999

# ---- secrets ----
calls=$(cat "$LOGS"/* | grep -cE 'AWS API call|credentials request')
ok $((calls < 30)) "the logs exist ($calls calls)"
leaks=$(grep -ohE 'planted/(secret|token)[^" ]{0,20}|planted-(web-identity|container-token|other|sign-in|old-sign-in|refresh|spent|client|token)|Sim/(secret|token)\+[0-9a-f]+' "$LOGS"/* | sort | uniq -c)
is "$leaks" "" "no log of $(find "$LOGS" -type f | wc -l) runs contains a secret"
sim_stop

# ---- proxies and gateways ----
# A web server that is not Lightsail: it sends the same page for every request.
cat >"$TEST_DIR/page.py" <<'END'
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b"<!DOCTYPE html><html><head><title>Corporate gateway</title></head></html>"
        self.send_response(int(self.path.strip("/") or 200))
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
open(sys.argv[1], "w").write(str(server.server_port))
server.serve_forever()
END
python3 "$TEST_DIR/page.py" "$TEST_DIR/page.port" &
page=$!
for _ in $(seq 500); do [ -s "$TEST_DIR/page.port" ] && break || read -rt 0.02 <> <(:); done
page_url=http://127.0.0.1:$(cat "$TEST_DIR/page.port")
unset AWS_ENDPOINT_URL
for status in 200 403 407 502; do
    configure "  endpoint = \"$page_url/$status\"" '  max_retries = 1'
    refused "a page with the status $status" "proxy or gateway responded instead of Lightsail: a web page for GetRegions with HTTP status $status, 'Corporate gateway'" \
        "${keys[@]}" HTTPS_PROXY=http://planted/secret:planted/token@proxy.corp:3128 AWS_REGION=ap-northeast-1
    tf_said "HTTPS_PROXY names the proxy 'proxy.corp:3128'" "and the proxy is named"
done
configure '  assume_role { role_arn = "arn:aws:iam::210987654321:role/x" }'
refused "a page instead of the credentials of a role" "proxy or gateway responded instead of AWS: a web page for AssumeRole" "${keys[@]}" AWS_ENDPOINT_URL_STS="$page_url" AWS_REGION=ap-northeast-1
kill $page
wait $page 2>/dev/null

# In a network namespace without any network.
if unshare -rn true 2>/dev/null; then
    terraform=$TERRAFORM
    printf '#!/bin/sh\nexec unshare -rn %s "$@"\n' "$terraform" >"$TEST_DIR/alone"
    chmod +x "$TEST_DIR/alone"
    TERRAFORM=$TEST_DIR/alone
    configure '  endpoint = "https://[2001:db8::1]"'
    refused "an IPv6-only endpoint, without IPv6" "This machine has no IPv6, and the endpoint has only IPv6 addresses" "${keys[@]}" AWS_REGION=ap-northeast-1
    configure '  max_retries = 0'
    refused "a region in China" "Lightsail is not available in the China regions (aws-cn); use a region such as ap-northeast-1" "${keys[@]}" AWS_REGION=cn-north-1
    TERRAFORM=$terraform
else
    skip 2 "no network namespace can be created here"
fi

# ---- credentials with a short lifetime ----
# They are valid for ten seconds, and an instance is pending for twenty: they are renewed in time, and no
# call is refused. They are renewed in the last quarter of their lifetime, so a call may take two seconds from its signature to the simulator.
sim_start --pending-ms 20000 --operation-ms 0 --token-lifetime-s 10 || bail "the simulator does not start"
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
ok $((renewals < 2 || renewals > 12)) "one call renews the credentials for all others ($renewals times)"
is "$(sim_requests "" '[.[] | select(.error != null) | .error] | unique | join(" ")')" '""' "no call was refused"
sim_stop
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY

# ---- a wrong clock ----
for offset in 7200 -7200; do
    sim_start --pending-ms 0 --operation-ms 0 --clock-offset-s $offset || bail "the simulator does not start"
    unset AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
    configure '  assume_role { role_arn = "arn:aws:iam::210987654321:role/x" }'
    sim_requests_clear
    works "the local clock is wrong by $offset s"
    is "$(sim_requests AssumeRole '[.[].status] | join(" ")')" '"403 200"' "the response of the token service has the time"
    is "$(sim_requests GetRegions '[.[].status] | join(" ")')" '"200"' "after which Lightsail accepts the signature at once"
    sim_stop
done
done_testing
