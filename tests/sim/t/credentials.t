#!/usr/bin/env bash
# Where temporary credentials come from, with the real `aws` CLI as the referee: roles, web identities, containers, machines.
# shellcheck disable=SC1091
set -u
cd "$(dirname "$0")/../../.." || exit 1
BUILD=${B:-build}
. tests/lib/tap.sh
. tests/lib/sim.sh

command -v aws >/dev/null || skip_all "no aws CLI"
sim_start || bail "the simulator does not start"
work=$(mktemp -d "$BUILD/sim-credentials.XXXXXX")
trap 'rm -rf "$work"; sim_stop' EXIT
export HOME=$work # the CLI keeps the keys of roles in ~/.aws/cli/cache, and those of another run are unknown here

arn_of() { # VARIABLE=VALUE…: who the CLI is with them
    env "$@" aws sts get-caller-identity --query Arn --output text 2>&1
}

is "$(arn_of)" arn:aws:iam::123456789012:user/simulated "the owner of a long-term key"

answer=$(aws sts assume-role --role-arn arn:aws:iam::210987654321:role/external-abc --role-session-name me --external-id abc \
    --tags Key=Team,Value=a --duration-seconds 900 --output json 2>&1)
like "$answer" '"Arn": "arn:aws:sts::210987654321:assumed-role/external-abc/me"' "a role is assumed"
keys=(AWS_ACCESS_KEY_ID="$(jq -r .Credentials.AccessKeyId <<<"$answer")"
    AWS_SECRET_ACCESS_KEY="$(jq -r .Credentials.SecretAccessKey <<<"$answer")"
    AWS_SESSION_TOKEN="$(jq -r .Credentials.SessionToken <<<"$answer")")
is "$(arn_of "${keys[@]}")" arn:aws:sts::210987654321:assumed-role/external-abc/me "its keys are good for the token service"
runs "and for Lightsail" env "${keys[@]}" aws lightsail get-instances
is "$(sim_requests AssumeRole ".[0].body.ExternalId")" '"abc"' "the request is kept"
sim_advance 300000 # the rest of the quarter of an hour is for the aws command, which a busy machine runs slowly
runs "they are good for a quarter of an hour" env "${keys[@]}" aws lightsail get-instances
sim_advance 601000
like "$(env "${keys[@]}" aws lightsail get-instances 2>&1)" ExpiredTokenException "and then no more"
like "$(arn_of "${keys[@]}")" ExpiredToken "nowhere"

like "$(aws sts assume-role --role-arn arn:aws:iam::210987654321:role/external-abc --role-session-name me 2>&1)" AccessDenied \
    "a role that wants an external id"
like "$(aws sts assume-role --role-arn arn:aws:iam::210987654321:role/denied --role-session-name me 2>&1)" AccessDenied \
    "a role that trusts nobody"
like "$(arn_of AWS_ACCESS_KEY_ID=unknown)" InvalidClientTokenId "an unknown key"
like "$(arn_of AWS_SECRET_ACCESS_KEY=wrong)" SignatureDoesNotMatch "a wrong secret"

unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
printf simulated-identity >"$work/token"
is "$(arn_of AWS_WEB_IDENTITY_TOKEN_FILE="$work/token" AWS_ROLE_ARN=arn:aws:iam::123456789012:role/web AWS_ROLE_SESSION_NAME=me)" \
    arn:aws:sts::123456789012:assumed-role/web/me "a web identity"
printf other >"$work/token"
like "$(arn_of AWS_WEB_IDENTITY_TOKEN_FILE="$work/token" AWS_ROLE_ARN=arn:aws:iam::123456789012:role/web)" InvalidIdentityToken \
    "a web identity that nobody knows"
is "$(arn_of AWS_CONTAINER_CREDENTIALS_FULL_URI="$SIM_URL/_container/keys" AWS_CONTAINER_AUTHORIZATION_TOKEN=simulated-container)" \
    arn:aws:sts::123456789012:assumed-role/simulated-container/i-0123456789abcdef0 "a container"
is "$(arn_of AWS_EC2_METADATA_DISABLED=false AWS_EC2_METADATA_SERVICE_ENDPOINT="$SIM_URL")" \
    arn:aws:sts::123456789012:assumed-role/simulated-machine/i-0123456789abcdef0 "a machine"
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
sign_in() { printf '{"accessToken": "%s", "expiresAt": "2099-01-01T00:00:00Z"}' "$1" >"$work/.aws/sso/cache/$(printf corp | sha1sum | cut -d' ' -f1).json"; }
sign_in simulated-sign-in
is "$(arn_of AWS_CONFIG_FILE="$work/config" AWS_PROFILE=sso)" arn:aws:sts::210987654321:assumed-role/AWSReservedSSO_reader/simulated "who has signed in"
is "$(sim_requests GetRoleCredentials '[.[-1].body | .account_id, .role_name] | join(" ")')" '"210987654321 reader"' "the request is kept"
like "$(arn_of AWS_CONFIG_FILE="$work/config" AWS_PROFILE=denied)" "ForbiddenException.*No access" "a role that is not assigned"
sign_in other
like "$(arn_of AWS_CONFIG_FILE="$work/config" AWS_PROFILE=sso)" "UnauthorizedException|expired or is otherwise invalid" "a sign-in that is not valid any more"
# refreshable REFRESH-TOKEN: a sign-in that ran out, with what refreshes it
refreshable() {
    printf '{"startUrl": "https://example.awsapps.com/start", "region": "eu-west-1", "accessToken": "old", "expiresAt": "2020-01-01T00:00:00Z", "clientId": "c",
        "clientSecret": "s", "registrationExpiresAt": "2099-01-01T00:00:00Z", "refreshToken": "%s"}' "$1" >"$work/.aws/sso/cache/$(printf corp | sha1sum | cut -d' ' -f1).json"
}
refreshable simulated-refresh
is "$(arn_of AWS_CONFIG_FILE="$work/config" AWS_PROFILE=sso)" arn:aws:sts::210987654321:assumed-role/AWSReservedSSO_reader/simulated "a sign-in that ran out is refreshed"
is "$(jq -r .refreshToken "$work"/.aws/sso/cache/*.json)" simulated-refresh+1 "with the next refresh token"
refreshable simulated-refresh
like "$(arn_of AWS_CONFIG_FILE="$work/config" AWS_PROFILE=sso)" "expired" "each is good for one time"
is "$(sim_requests CreateToken '[.[] | .error // "none"] | join(" ")')" '"none invalid_grant"' "the requests are kept, without their tokens"
is "$(curl -s --noproxy '*' -o /dev/null -w '%{http_code}' "$SIM_URL/latest/meta-data/iam/security-credentials/")" 401 \
    "the machine's keys need a session token"
done_testing
