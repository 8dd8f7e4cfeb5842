# sign.sh — one signed call with nothing but curl: Signature Version 4 by curl itself.
# It must not know any operation.
# shellcheck shell=bash

# sim_call OPERATION JSON: prints the response, also of a failure; the status is curl's. SIM_CURL holds more options of curl.
sim_call() {
    # shellcheck disable=SC2086
    curl -sS --noproxy '*' ${SIM_CURL:-} --aws-sigv4 "aws:amz:$AWS_REGION:lightsail" \
        --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H 'Content-Type: application/x-amz-json-1.1' \
        -H "X-Amz-Target: Lightsail_20161128.$1" --data-binary "$2" "$SIM_URL/"
}

# sim_forge AUTHORIZATION [X-AMZ-DATE]: a call with this header, in which DATE is replaced by the date of today
sim_forge() {
    local now=${2:-$(date -u +%Y%m%dT%H%M%SZ)}
    curl -sS --noproxy '*' -H 'Content-Type: application/x-amz-json-1.1' -H "X-Amz-Date: $now" \
        -H "Authorization: ${1//DATE/${now%%T*}}" -H 'X-Amz-Target: Lightsail_20161128.GetRegions' --data-binary '{}' \
        "$SIM_URL/" | jq -r '.__type + ": " + .message'
}
