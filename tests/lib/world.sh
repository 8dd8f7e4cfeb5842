# world.sh — questions about what exists in the simulator, in the words of the end-to-end tests. Sits on sim.sh.
# It must not know Terraform.
# shellcheck shell=bash

SIM_REGION=ap-northeast-1

# Prints an instance as the API tells it, or what a filter of jq makes of it: world_instance web -r .arn
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

# A test: nothing exists, of any type, in any region.
world_is_empty() { # NAME
    is "$(sim_names || echo 'no answer')" "" "$1"
}

# world_call OPERATION INPUT-JSON: a signed call of the API that no program of ours makes; prints the answer.
world_call() {
    curl -sS --noproxy '*' --aws-sigv4 "aws:amz:$SIM_REGION:lightsail" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
        -H 'Content-Type: application/x-amz-json-1.1' -H "X-Amz-Target: Lightsail_20161128.$1" --data-binary "$2" "$SIM_URL/"
}

# world_price BUNDLE...: what one machine of each costs a month together, in dollars
world_price() {
    world_call GetBundles '{}' | jq --args '[.bundles[] | {(.bundleId): .price}] | add as $price | [$ARGS.positional[] | $price[.]] | add' "$@"
}

# The operations (those that the simulator knows) since sim_metrics_reset that change something, sorted; "TagResource x2" where one came more often.
world_changes() {
    local calls changes=()
    calls=$(sim_http GET /_sim/metrics) || return
    calls=${calls#*'"calls":'}
    calls=${calls%%'}'*}
    while [[ $calls =~ \"([A-Za-z]+)\":\ ?([0-9]+)(.*) ]]; do
        calls=${BASH_REMATCH[3]}
        case ${BASH_REMATCH[1]} in
        Get* | Unknown) ;;
        *) changes+=("${BASH_REMATCH[1]}$([ "${BASH_REMATCH[2]}" = 1 ] || echo " x${BASH_REMATCH[2]}")") ;;
        esac
    done
    [ ${#changes[@]} -lt 2 ] || mapfile -t changes < <(printf '%s\n' "${changes[@]}" | sort)
    echo "${changes[*]}"
}
