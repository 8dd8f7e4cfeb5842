# world.sh — queries about the objects in the simulator, for the end-to-end tests. Uses sim.sh. It must not know Terraform.
# shellcheck shell=bash

SIM_REGION=ap-northeast-1

# Prints an instance as the API returns it, or the result of a filter of jq: world_instance web -r .arn
world_instance() { # NAME [JQ-OPTION…] [FILTER]
    local name=$1 filter=.
    shift
    [ $# -eq 0 ] || { filter=${*: -1} && set -- "${@:1:$#-1}"; }
    sim_http GET /_sim/state | jq "$@" --arg region "$SIM_REGION" --arg name "$name" ".regions[\$region].instances[\$name] | $filter"
}

world_instance_names() { sim_names instances; }

world_static_ip_names() { sim_names static_ips; }

world_static_ip_address() { # NAME
    sim_http GET /_sim/state | jq -r --arg name "$1" '.regions[].static_ips[$name] | values | .ipAddress'
}

# "tcp/22 udp/51820": the ports that an instance opens.
world_open_ports() {
    world_instance "$1" -r '[.networking.ports | sort_by(.protocol, .fromPort)[] | "\(.protocol)/\(.fromPort)"] | join(" ")'
}

world_has_instances() { # COUNT
    [ "$(world_instance_names | wc -l)" -eq "$1" ]
}

# A test: no object exists, of any type, in any region.
world_is_empty() { # NAME
    is "$(sim_names || echo 'no response')" "" "$1"
}

# world_call OPERATION INPUT-JSON: a signed call of the API, not sent by a program under test; prints the response.
world_call() {
    curl -sS --noproxy '*' --aws-sigv4 "aws:amz:$SIM_REGION:lightsail" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
        -H 'Content-Type: application/x-amz-json-1.1' -H "X-Amz-Target: Lightsail_20161128.$1" --data-binary "$2" "$SIM_URL/"
}

# world_price BUNDLE...: the monthly price of one instance of each together, in dollars
world_price() {
    world_call GetBundles '{}' | jq --args '[.bundles[] | {(.bundleId): .price}] | add as $price | [$ARGS.positional[] | $price[.]] | add' "$@"
}

# The changing operations (of those that the simulator has) since sim_metrics_reset, sorted; "TagResource x2" for several calls of one.
world_changes() {
    local calls changes=()
    calls=$(sim_http GET /_sim/metrics) || return
    calls=${calls#*'"calls":'}
    calls=${calls%%'}'*}
    while [[ $calls =~ \"([A-Za-z]+)\":\ ?([0-9]+)(.*) ]]; do
        calls=${BASH_REMATCH[3]}
        case ${BASH_REMATCH[1]} in
        Get* | Is* | Check* | Unknown) ;;
        *) changes+=("${BASH_REMATCH[1]}$([ "${BASH_REMATCH[2]}" = 1 ] || echo " x${BASH_REMATCH[2]}")") ;;
        esac
    done
    [ ${#changes[@]} -lt 2 ] || mapfile -t changes < <(printf '%s\n' "${changes[@]}" | sort)
    echo "${changes[*]}"
}
