#!/usr/bin/env bash
# The sources of temporary credentials, checked with the real `aws` CLI: roles, web identities, containers, machines.
# shellcheck disable=SC1091
set -u
cd "$(dirname "$0")/../../.." || exit 1
BUILD=${B:-build}
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/lib/aws.sh

mapfile -t every_aws < <(aws_find)
[ ${#every_aws[@]} -gt 0 ] || skip_all "there is no aws CLI"
sim_start || bail "the simulator does not start"
work=$(cd "$(mktemp -d "$BUILD/sim-credentials.XXXXXX")" && pwd)
trap 'rm -rf "$work"; sim_stop' EXIT
export HOME=$work # the CLI caches the credentials of roles in ~/.aws/cli/cache, and those of another run are unknown here
aws_use "${every_aws[0]}"

# who LABEL: the ARN that the CLI got, or the error
who() { cat "$AWS_OUT/$1.out" "$AWS_OUT/$1.err"; }
WHO='sts get-caller-identity --query Arn --output text'
ROLE='--role-arn arn:aws:iam::210987654321:role'

aws_batch <<END
owner: $WHO
assume: sts assume-role $ROLE/external-abc --role-session-name me --external-id abc --tags Key=Team,Value=a --duration-seconds 900
END
is "$(who owner)" arn:aws:iam::123456789012:user/simulated "the owner of a long-term key"
like "$(who assume)" '"Arn": "arn:aws:sts::210987654321:assumed-role/external-abc/me"' "a role is assumed"
keys=$(aws_out assume '.Credentials | "AWS_ACCESS_KEY_ID=\(.AccessKeyId) AWS_SECRET_ACCESS_KEY=\(.SecretAccessKey) AWS_SESSION_TOKEN=\(.SessionToken)"')
is "$(sim_requests AssumeRole ".[0].body.ExternalId")" '"abc"' "the request is stored"
sim_advance 300000 # the rest of the quarter of an hour is for the aws command, which a busy machine runs slowly
aws_batch <<END
role: $keys $WHO
list: $keys get-instances
END
is "$(who role)" arn:aws:sts::210987654321:assumed-role/external-abc/me "its credentials are valid for the token service"
is "$(aws_status list)" 0 "and for Lightsail, for a quarter of an hour" || diag "$(aws_err list)"
sim_advance 601000
aws_batch <<END
late: $keys get-instances
late-who: $keys $WHO
external: sts assume-role $ROLE/external-abc --role-session-name me
denied: sts assume-role $ROLE/denied --role-session-name me
unknown: AWS_ACCESS_KEY_ID=unknown $WHO
wrong: AWS_SECRET_ACCESS_KEY=wrong $WHO
END
like "$(who late)" ExpiredTokenException "and then they expire"
like "$(who late-who)" ExpiredToken "nowhere"
like "$(who external)" AccessDenied "a role that wants an external id"
like "$(who denied)" AccessDenied "a role that cannot be assumed"
like "$(who unknown)" InvalidClientTokenId "an unknown key"
like "$(who wrong)" SignatureDoesNotMatch "a wrong secret"

unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
printf simulated-identity >"$work/token"
printf other >"$work/other-token"
mkdir -p "$work/.aws/sso/cache"
cat >"$work/config" <<'END'
[profile sso]
sso_session = corp
sso_account_id = 210987654321
sso_role_name = reader
[profile denied]
sso_session = corp
sso_account_id = 210987654321
sso_role_name = denied
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
END
CACHED=$work/.aws/sso/cache/$(printf corp | sha1sum | cut -d' ' -f1).json
sign_in() { printf '{"accessToken": "%s", "expiresAt": "2099-01-01T00:00:00Z"}' "$1" >"$CACHED"; }
sign_in simulated-sign-in
SSO="AWS_CONFIG_FILE=$work/config AWS_PROFILE=sso"
aws_batch <<END
web: AWS_WEB_IDENTITY_TOKEN_FILE=$work/token AWS_ROLE_ARN=arn:aws:iam::123456789012:role/web AWS_ROLE_SESSION_NAME=me $WHO
web-unknown: AWS_WEB_IDENTITY_TOKEN_FILE=$work/other-token AWS_ROLE_ARN=arn:aws:iam::123456789012:role/web $WHO
container: AWS_CONTAINER_CREDENTIALS_FULL_URI=$SIM_URL/_container/keys AWS_CONTAINER_AUTHORIZATION_TOKEN=simulated-container $WHO
machine: AWS_EC2_METADATA_DISABLED=false AWS_EC2_METADATA_SERVICE_ENDPOINT=$SIM_URL $WHO
sso-denied: AWS_CONFIG_FILE=$work/config AWS_PROFILE=denied $WHO
sso: $SSO $WHO
END
is "$(who web)" arn:aws:sts::123456789012:assumed-role/web/me "a web identity"
like "$(who web-unknown)" InvalidIdentityToken "an unknown web identity"
is "$(who container)" arn:aws:sts::123456789012:assumed-role/simulated-container/i-0123456789abcdef0 "a container"
is "$(who machine)" arn:aws:sts::123456789012:assumed-role/simulated-machine/i-0123456789abcdef0 "a machine"
is "$(who sso)" arn:aws:sts::210987654321:assumed-role/AWSReservedSSO_reader/simulated "a role after a sign-in"
is "$(sim_requests GetRoleCredentials '[.[-1].body | .account_id, .role_name] | join(" ")')" '"210987654321 reader"' "the request is stored"
like "$(who sso-denied)" "ForbiddenException.*No access" "a role that is not assigned"
sign_in other
aws_batch <<<"sso: $SSO $WHO"
like "$(who sso)" "UnauthorizedException|expired or is otherwise invalid" "a sign-in that is not valid any more"
# An expired sign-in, with what refreshes it.
refreshable() {
    printf '{"startUrl": "https://example.awsapps.com/start", "region": "eu-west-1", "accessToken": "old", "expiresAt": "2020-01-01T00:00:00Z", "clientId": "c",
        "clientSecret": "s", "registrationExpiresAt": "2099-01-01T00:00:00Z", "refreshToken": "simulated-refresh"}' >"$CACHED"
}
refreshable
aws_batch <<<"sso: $SSO $WHO"
is "$(who sso)" arn:aws:sts::210987654321:assumed-role/AWSReservedSSO_reader/simulated "an expired sign-in is refreshed"
is "$(jq -r .refreshToken "$CACHED")" simulated-refresh+1 "with the next refresh token"
refreshable
aws_batch <<<"sso: $SSO $WHO"
like "$(who sso)" "expired" "each can be used once"
is "$(sim_requests CreateToken '[.[] | .error // "none"] | join(" ")')" '"none invalid_grant"' "the requests are stored, without their tokens"
is "$(curl -s --noproxy '*' -o /dev/null -w '%{http_code}' "$SIM_URL/latest/meta-data/iam/security-credentials/")" 401 \
    "the credentials of the machine need a session token"
done_testing
