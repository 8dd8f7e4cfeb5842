# part_plan.sh — (b) plan of resources that do not exist yet, against Terraform's built-in terraform_data. It must not know the cost of a refresh.
# shellcheck shell=bash

# builtin_config NAME COUNT
builtin_config() {
    tf_dir "$1"
    printf 'resource "terraform_data" "x" {\n  count = %d\n  input = "x${count.index}"\n}\n' "$2" >"$TF_DIR/main.tf"
    [ -d "$TF_DIR/.terraform" ] || tf init >/dev/null
}

part_plan() {
    local count i
    declare -A target=([1]=2.0 [1000]=1.3)
    sim_start --pending-ms 0 --operation-ms 0
    meter_begin
    for count in 1 100 1000; do
        builtin_config "plan-builtin-$count" "$count"
        tf_config "plan-$count" <<END
resource "lightsail_static_ip" "x" {
  count = $count
  name  = "x-\${count.index}"
}
END
        for ((i = 0; i < RUNS; i++)); do
            metered ours in_folder "plan-$count" plan
            timed reference in_folder "plan-builtin-$count" plan
        done
        row b "plan of $count" "$count" "${target[$count]:-null}" "$count terraform_data"
    done
    sim_stop
}
