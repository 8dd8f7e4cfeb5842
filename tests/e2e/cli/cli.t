#!/usr/bin/env bash
# cli.t — quants-infra as the guide uses it: instances from creation to deletion, the failures in between, and the output.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
sim_start --pending-ms 60 --operation-ms 20
PATH=$BUILD:$PATH
unset NO_COLOR
cd "$TEST_DIR" || exit 1

# cli ARGUMENT…: runs it without a terminal and sets STATUS, OUT and ERR.
cli() {
    OUT=$(quants-infra "$@" 2>"$TEST_DIR/err" </dev/null)
    STATUS=$?
    ERR=$(cat "$TEST_DIR/err")
}

cli_ok() { # NAME ARGUMENT…
    local name=$1
    shift
    cli "$@"
    ok "$STATUS" "$name" || diag "$OUT" "$ERR"
}

cli_says() { # STATUS TEXT NAME ARGUMENT…: the exit status, and a text that stderr contains
    local status=$1 text=$2 name=$3
    shift 3
    cli "$@"
    contains "$STATUS $(tr -s ' \n' ' ' <<<"$ERR")" "$text" "$name" && is "$STATUS" "$status" "$name: exit $status"
}

# A terminal: script(1) makes one.
on_terminal() { # INPUT COMMAND-LINE
    printf '%s\n' "$1" | script -qec "$2" /dev/null | tr -d '\r'
}

# ---- the guide's lines ----
cli_ok "create: the shortest form" infra create --name dev-test-1 --bundle micro_3_0
like "$OUT" '^dev-test-1 running at [0-9.]+$' "create prints the endpoint that it uses"
is "$ERR" "" "and prints nothing else"
sim_http POST /_sim/mutate '{"action":"call","operation":"ImportKeyPair","input":{"keyPairName":"prod-key","publicKeyBase64":"'"$KEY_ONE"' x"}}' >/dev/null
if OUT=$(quants-infra infra create \
    --name prod-collector-1 \
    --bundle small_3_0 \
    --blueprint ubuntu_22_04 \
    --region ap-northeast-1 \
    --az ap-northeast-1a \
    --key-pair prod-key \
    --static-ip \
    --tag Environment=prod \
    --tag Service=data-collector 2>&1); then pass "create: the complete form"; else fail "create: the complete form" "$OUT"; fi
is "$(world_instance prod-collector-1 -r '[.bundleId, .blueprintId, .sshKeyName, .isStaticIp, (.tags | map("\(.key)=\(.value)") | join(" "))] | join(" ")')" \
    "small_3_0 ubuntu_22_04 prod-key true Environment=prod Service=data-collector" "the instance has the given arguments"
is "$OUT" "prod-collector-1 running at $(world_static_ip_address prod-collector-1-ip)" "its address is the static IP"
cli_ok "create: only a name and a static IP" infra create --name prod-monitor --static-ip
is "$(world_instance prod-monitor -r '"\(.bundleId) \(.isStaticIp)"')" "small_3_0 true" "with the default size"

cli_ok "list" infra list
is "$(sed 1d <<<"$OUT" | cut -d' ' -f1 | sort | tr '\n' ' ')" "dev-test-1 prod-collector-1 prod-monitor " "list shows all"
unlike "$OUT" $'\033' "no colours without a terminal"
like "$(on_terminal '' 'quants-infra infra info --name nothing')" $'\033.*error.*nothing' "colours on a terminal"
unlike "$(on_terminal '' 'NO_COLOR=1 quants-infra infra info --name nothing; NO_COLOR=1 quants-infra infra list')" $'\033\\[[0-9;]*m' "none under NO_COLOR"
like "$(on_terminal '' 'quants-infra infra create --name seen-1 --bundle nano_3_0')" 'seen-1: (pending|running) for [0-9]+ s' "a line of progress on a terminal"
cli_ok "destroy --force" infra destroy --name seen-1 --force
for words in "" infra "infra list" "infra restore NAME" snapshot "snapshot list [NAME]" backup "backup run" cost inventory deploy adopt doctor completion man; do
    # shellcheck disable=SC2086
    cli ${words% *NAME*} --help
    contains "$STATUS $OUT" "0 Usage: quants-infra ${words:-COMMAND}" "--help: $words"
done
cli_ok "manage: stop" infra manage --name dev-test-1 --action stop
is "$OUT $(world_instance dev-test-1 -r .state.name)" "dev-test-1 stopped stopped" "the instance is stopped when the command ends"
cli_ok "list --status running" infra list --status running
is "$(sed 1d <<<"$OUT" | cut -d' ' -f1 | sort | tr '\n' ' ')" "prod-collector-1 prod-monitor " "list --status shows only instances with this status"
cli infra list --output json
is "$(jq -r '[.[] | "\(.name):\(.state.name)"] | sort | join(" ")' <<<"$OUT")" "dev-test-1:stopped prod-collector-1:running prod-monitor:running" "list --output json"
cli infra list --output csv --tag Service=data-collector
like "$OUT" $'^NAME,STATUS,.*\nprod-collector-1,running,[0-9.]+,[0-9.]+,small_3_0,ubuntu_22_04,ap-northeast-1a$' "list --output csv --tag"
cli_ok "manage: start" infra manage --name dev-test-1 --action start
is "$(world_instance dev-test-1 -r .state.name)" running "the instance is running when the command ends"
sim_metrics_reset
cli_ok "manage: reboot" infra manage --name dev-test-1 --action reboot
if sim_can "take time for a reboot"; then
    ok $(($(sim_metric GetOperation) == 0)) "manage polls the operation: the state alone does not show a reboot"
else
    skip 1 "on this endpoint the operation succeeds at once"
fi
cli infra info --name prod-collector-1
like "$(grep firewall <<<"$OUT")" 'tcp/22 from 0\.0\.0\.0/0' "info | grep firewall"
like "$(grep -i tag <<<"$OUT")" 'Environment=prod' "info shows the tags"
cli infra info --name prod-collector-1 --output json
is "$(jq -r '.name, (.firewall | length > 0)' <<<"$OUT" | tr '\n' ' ')" "prod-collector-1 true " "info --output json"
cli_ok "bundles" infra bundles
like "$OUT" "micro_3_0 [0-9. ]* $(world_price micro_3_0)\\.00" "bundles shows prices"

# ---- ports ----
cli_ok "ports: open and close" infra ports --name prod-monitor --open tcp/9090=203.0.113.0/24,2001:db8::/32 --open udp/51820 --close tcp/80
is "$(world_open_ports prod-monitor)" "tcp/22 tcp/9090 udp/51820" "the ports are open and closed"
like "$OUT" 'firewall +tcp/9090 from 203.0.113.0/24 2001:db8::/32' "ports prints what is open afterwards"
is "$ERR" "" "and prints nothing else"
cli infra ports --name prod-monitor --open tcp/9443=203.0.113.7
is "$STATUS $ERR" "0 " "a single address is a range of one address"
cli infra ports --name prod-monitor --close tcp/9443
cli_ok "ports: SSH for one network" infra ports --name prod-monitor --open tcp/22=203.0.113.0/24
like "$ERR" 'tcp/22 is still open to other sources.*--name prod-monitor --close tcp/22=0.0.0.0/0,::/0$' "it warns about other sources that still have access, and how to close them"
cli_ok "the warning has the exact command" infra ports --name prod-monitor --close tcp/22=0.0.0.0/0,::/0
is "$(grep tcp/22 <<<"$OUT" | tr -s ' ')" "firewall tcp/22 from 203.0.113.0/24" "and the command closes them"
cli_says 2 "--open 'tcp/99999': '99999' is not a port" "an invalid port" infra ports --name prod-monitor --close tcp/22 --open tcp/99999
cli_says 2 "'10.0.0.0/33' is not an address" "an invalid source" infra ports --name prod-monitor --open tcp/22=10.0.0.0/33
is "$(world_open_ports prod-monitor)" "tcp/22 tcp/9090 udp/51820" "no port was changed before the error"

# ---- destroy ----
cli_says 2 "add --force" "destroy without a terminal refuses" infra destroy --name dev-test-1
like "$(on_terminal no 'quants-infra infra destroy --name dev-test-1; echo exit $?')" 'Type its name to confirm.*Nothing was destroyed.*exit 1' "destroy asks on a terminal"
isnt "$(world_instance dev-test-1)" null "and the instance is not deleted"
like "$(on_terminal dev-test-1 'quants-infra infra destroy --name dev-test-1; echo exit $?')" 'dev-test-1 destroyed.*exit 0' "destroy continues after the name is typed"
cli_ok "destroy --force, two commands at once" infra destroy --name prod-monitor --name prod-collector-1 --force
is "$OUT" $'prod-monitor destroyed\nprod-collector-1 destroyed' "both instances are deleted"
is "$(world_instance_names)$(world_static_ip_names)" "" "and their static IPs"
cli_ok "two instances at once" infra create --name pair-1 --name pair-2 --bundle nano_3_0 --static-ip --tag Environment=dev --tag Empty
is "$(world_instance_names | tr '\n' ' ')$(world_static_ip_names | tr '\n' ' ')" "pair-1 pair-2 pair-1-ip pair-2-ip " "both exist, with addresses"
aws_kept='{"action":"call","operation":"AllocateStaticIp","input":{"staticIpName":"kept"}}'
sim_mutate "$aws_kept"
sim_mutate '{"action":"detach_static_ip","name":"pair-1-ip"}'
sim_mutate '{"action":"call","operation":"AttachStaticIp","input":{"staticIpName":"kept","instanceName":"pair-1"}}'
cli infra destroy --name pair-1 --name pair-2 --force
contains "$ERR" "'kept' was kept" "a static IP with another name is kept, and a message says so"
is "$(world_static_ip_names | tr '\n' ' ')" "kept pair-1-ip " "a static IP with its name that was detached is kept, too"
sim_mutate '{"action":"release_static_ip","name":"kept"}'
sim_mutate '{"action":"release_static_ip","name":"pair-1-ip"}'

# ---- user data ----
printf '#!/bin/sh\necho hello\n' >first-boot.sh
cli_ok "create: with a script for the first boot" infra create --name boot-1 --bundle nano_3_0 --user-data first-boot.sh
cli_ok "it goes" infra destroy --name boot-1 --force
head -c 16385 /dev/zero | tr '\0' '#' >too-long.sh
cli_says 1 "has more than 16384 bytes, the maximum for user data" "a script that is too long" infra create --name boot-2 --user-data too-long.sh
cli_says 1 "--user-data: cannot read 'no-such-file'" "a script that does not exist" infra create --name boot-2 --user-data no-such-file
cli_says 1 "--user-data: cannot read '/'" "a folder instead of a script" infra create --name boot-2 --user-data /
is "$(world_instance boot-2)" null "create no instance"

# ---- commands that fail halfway ----
sim_fault '{"operation":"AttachStaticIp","kind":"denied","when":"every=1"}'
cli infra create --name half-1 --bundle nano_3_0 --static-ip
is "$STATUS" 1 "a static IP that cannot be attached stops the creation"
for text in "These objects exist: instance 'half-1', static IP 'half-1-ip' (not attached)." \
    "To delete it with its address: 'quants-infra infra destroy --name half-1'." \
    "To continue: aws lightsail attach-static-ip --static-ip-name half-1-ip --instance-name half-1"; do
    contains "$ERR" "$text" "it says: $text"
done
sim_http DELETE /_sim/faults >/dev/null
sim_mutate '{"action":"call","operation":"AttachStaticIp","input":{"staticIpName":"half-1-ip","instanceName":"half-1"}}'
sim_fault '{"operation":"DeleteInstance","kind":"denied","when":"every=1"}'
cli infra destroy --name half-1 --force
is "$STATUS" 1 "a refused deletion is an error"
contains "$ERR" "Instance 'half-1' still exists." "the instance still exists"
contains "$ERR" "Static IP 'half-1-ip' still exists and costs money while it is not attached: aws lightsail release-static-ip" "its static IP still exists"
sim_http DELETE /_sim/faults >/dev/null
sim_fault '{"operation":"ReleaseStaticIp","kind":"denied","when":"every=1"}'
cli infra destroy --name half-1 --force
is "$STATUS" 1 "a refused release of the static IP is an error, too"
contains "$ERR" "Instance 'half-1' is gone." "the instance is deleted"
contains "$ERR" "Static IP 'half-1-ip' still exists and costs money" "the static IP is not"
sim_http DELETE /_sim/faults >/dev/null
sim_mutate '{"action":"release_static_ip","name":"half-1-ip"}'

# ---- mistakes ----
cli_says 1 "did you mean 'micro_3_0'" "a bundle that does not exist" infra create --name x-1 --bundle micro_3_O
cli_says 1 "--blueprint: there is no 'ubuntu_22_4'" "a blueprint that does not exist" infra create --name x-1 --blueprint ubuntu_22_4
cli_says 1 "--az: 'ap-northeast-1z' is not a zone" "a zone that does not exist" infra create --name x-1 --az ap-northeast-1z
cli_says 1 "--key-pair: there is no 'prod-kee'" "a key pair that does not exist" infra create --name x-1 --key-pair prod-kee
cli_says 1 "--name: '-x' is not a valid name" "an invalid name" infra create --name=-x
cli_says 2 "did you mean --bundle?" "an unknown flag" infra create --name x-1 --bundel micro_3_0
cli_says 2 "did you mean 'infra create'?" "an unknown command" infra craete
cli_says 2 "--action is 'halt'; use start, stop or reboot" "an unknown action" infra manage --name x-1 --action halt
cli_says 2 "--name is missing" "a missing flag" infra info
cli_says 2 "--bundle is given twice" "a flag that is given twice" infra create --name x-1 --bundle a --bundle b
cli_says 2 "end a line that continues with one backslash" "two backslashes at the end of a line" infra create \\
cli_says 2 "--tag has the key 'A' twice" "a tag that is given twice" infra create --name x-1 --tag A=1 --tag A=2
cli_says 1 "--region: " "a region that cannot be" infra list --region 'an invalid region'
like "$(env -u AWS_REGION -u AWS_DEFAULT_REGION quants-infra infra list 2>&1)" "no AWS region is set.*Use --region" "without a region the error names the flag"
is "$(sim_count)" 1 "nothing was created, except the key pair"
quants-infra infra create --name dev-web-1 --bundle nano_3_0 >/dev/null
cli_says 1 "did you mean 'dev-web-1'" "an instance that does not exist" infra info --name dev-wed-1
cli_says 1 "already exists (running)" "a name that is taken" infra create --name dev-web-1
AWS_SECRET_ACCESS_KEY=wrong cli_says 1 "AWS: InvalidSignatureException from GetInstances, request id" "wrong credentials: the error has the code of the API" infra list

# ---- lost responses and failures ----
for operation in CreateInstances AllocateStaticIp AttachStaticIp; do
    sim_fault "{\"operation\":\"$operation\",\"kind\":\"lost\",\"when\":\"first\"}"
    cli_ok "create, and the response of $operation is lost" infra create --name lost-1 --bundle nano_3_0 --static-ip
    is "$(world_instance lost-1 -r .isStaticIp) $(world_static_ip_names | tr '\n' ' ')" "true lost-1-ip " "one instance, one address"
    cli_ok "destroy it" infra destroy --name lost-1 --force
done
sim_fault '{"operation":"CreateInstances","kind":"reset","when":"first"}'
cli_ok "create, and the request of CreateInstances is lost" infra create --name lost-2 --bundle nano_3_0 --static-ip
for operation in DeleteInstance ReleaseStaticIp; do
    sim_fault "{\"operation\":\"$operation\",\"kind\":\"lost\",\"when\":\"first\"}"
done
cli_ok "destroy, and both responses are lost" infra destroy --name lost-2 --force
is "$(world_instance_names | tr '\n' ' ')$(world_static_ip_names)" "dev-web-1 " "no instance and no static IP is left"
for action in stop start reboot; do
    sim_fault "{\"operation\":\"${action^}Instance\",\"kind\":\"lost\",\"when\":\"first\"}"
    cli_ok "$action, and the response is lost" infra manage --name dev-web-1 --action $action
done
sim_metrics_reset
sim_fault '{"operation":"RebootInstance","kind":"lost","when":"first"}'
cli infra manage --name dev-web-1 --action reboot
is "$(sim_metric RebootInstance)" 1 "a reboot whose response is lost is not repeated"
sim_fault '{"operation":"AttachStaticIp","kind":"denied","when":"first"}'
cli_says 1 "These objects exist: instance 'half-1', static IP 'half-1-ip' (not attached)" "a failed attachment lists what exists" infra create --name half-1 --bundle nano_3_0 --static-ip
contains "$ERR" "infra destroy --name half-1" "and how to remove it"
cli_ok "which works" infra destroy --name half-1 --force
is "$(world_static_ip_names)" "" "and no static IP is left"

# ---- interrupted ----
sim_stop
sim_start --pending-ms 600000
quants-infra infra create --name slow-1 --bundle nano_3_0 >"$TEST_DIR/out" 2>"$TEST_DIR/err" &
waiting=$!
wait_until 10 world_has_instances 1
kill -INT "$waiting"
wait "$waiting"
is $? 1 "an interrupted create fails"
contains "$(cat "$TEST_DIR/err")" "These objects exist: instance 'slow-1'." "and lists what exists"

# ---- many ----
sim_stop
sim_start --pending-ms 0 --operation-ms 0 --page-size 100
fleet() { # FROM TO: in batches of a hundred
    local i names
    for ((i = $1; i < $2; i += 20)); do
        names=$(seq -s, -f '"fleet-%03g"' "$i" $((i + 19)))
        sim_mutate "{\"action\":\"call\",\"operation\":\"CreateInstances\",\"input\":{\"instanceNames\":[$names],\"availabilityZone\":\"ap-northeast-1a\",\"bundleId\":\"nano_3_0\",\"blueprintId\":\"ubuntu_22_04\"}}"
    done
}
fleet 0 200
sim_metrics_reset
is "$(quants-infra infra list --output json | jq length) $(sim_metric GetInstances)" "200 2" "200 instances are two pages"

done_testing
