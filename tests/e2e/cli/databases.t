#!/usr/bin/env bash
# databases.t — quants-infra databases: databases are shown, created, restored; snapshots, log lines, and a password that is only printed on request.
. "$(dirname "$0")/../../lib/tf.sh"
tf_setup
PATH=$BUILD:$PATH
cd "$TEST_DIR" || exit 1
sim_start --pending-ms 0 --operation-ms 0 --get-lag-ms 60 --list-lag-ms 60 --page-size 2
export LIGHTSAIL_READ_LAG_MS=100 TF_LOG=TRACE

cli() {
    OUT=$(quants-infra "$@" 2>"$TEST_DIR/err")
    STATUS=$?
    cat "$TEST_DIR/err" >>"$TEST_DIR/all"
    ERR=$(grep -v '^{' "$TEST_DIR/err")
}
says() { # "STATUS PATTERN" NAME ARGUMENT…
    cli "${@:3}" </dev/null
    like "$STATUS $(tr -s ' \n' ' ' <<<"$OUT $ERR")" "^$1" "$2" || diag "$OUT" "$ERR"
}
call() { sim_mutate "{\"action\":\"call\",\"operation\":\"$1\",\"input\":$2}"; }
database() { sim_state ".regions[\"ap-northeast-1\"].databases[\"$1\"] | $2"; }
later() { sim_advance 1000; } # reads show what others have changed
databases() { cli databases "$@"; }
create=(--blueprint mysql_8_0 --bundle micro_2_0 --database trades --username keeper)

# ---- create ----
echo first-password >password
sim_fault '{"operation":"CreateRelationalDatabase","kind":"lost","when":"first"}'
sim_metrics_reset
says "0 trades available at [a-z0-9.-]+:3306 $" "create, with a lost response" \
    databases create trades "${create[@]}" --password-file password --az ap-northeast-1a --tag Role=trades
is "$(sim_metric CreateRelationalDatabase) $(database trades '"\(.masterUsername) \(.publiclyAccessible) \(.location.availabilityZone) \(.tags[0].value)"')" \
    "1 keeper false ap-northeast-1a trades" "... is not sent again"
is "$(world_call GetRelationalDatabaseMasterUserPassword '{"relationalDatabaseName":"trades"}' | jq -r .masterUserPassword)" first-password "the password of the file"
cli databases create orders --blueprint postgres_16 --bundle small_ha_2_0 --database orders --username keeper --public --password-file - < <(printf second-password)
like "$STATUS $OUT" "^0 orders available at [^ ]+:5432$" "PostgreSQL, with the password from stdin"
says "0 made available .*Lightsail has made its password. To read it: 'quants-infra databases password made'" "without a password" databases create made "${create[@]}"

sim_metrics_reset
says "2 .*--database '1a' is not a letter followed by" "a wrong name" databases create x1 "${create[@]:0:4}" --database 1a --username keeper
says "2 .*--username 'abcdefghijklmnopq' .* at most 16 characters" "a user name that is too long for MySQL" databases create x1 "${create[@]:0:6}" --username abcdefghijklmnopq
echo short >wrong
says "1 .*--password-file: a password has 8 to 41 printable" "a wrong password" databases create x1 "${create[@]}" --password-file wrong
says "1 .*--password-file: cannot read 'none': No such file" "no such file" databases create x1 "${create[@]}" --password-file none
says "2 .*--tag has the key 'a' twice" "a tag twice" databases create x1 "${create[@]}" --tag a=1 --tag a=2
is "$(sim_metric total)" 0 "nothing was sent"
says "1 .*--blueprint: there is no 'mysql_8_1' in ap-northeast-1 did you mean 'mysql_8_[04]'" "an unknown blueprint" databases create x1 --blueprint mysql_8_1 "${create[@]:2}"
says "1 .*--bundle: there is no 'micro_3_0' in .* did you mean 'micro_2_0'" "an unknown bundle" databases create x1 "${create[@]:0:2}" --bundle micro_3_0 "${create[@]:4}"
says "1 .*--az: 'small_ha_2_0' is a high-availability bundle" "a zone of two" databases create x1 "${create[@]:0:2}" --bundle small_ha_2_0 "${create[@]:4}" --az ap-northeast-1a
says "1 .*--az: 'ap-northeast-1x' is not a zone" "an unknown zone" databases create x1 "${create[@]}" --az ap-northeast-1x
says "1 .*NAME: 'a_b' is not a valid name Use 2 to 255 letters, digits and '-'" "an invalid name" databases create a_b "${create[@]}"
says "1 .*NAME: the database 'trades' already exists \(available\) 'quants-infra databases info trades' shows it" "a name that is in use" databases create trades "${create[@]}"
is "$(sim_metric CreateRelationalDatabase)" 0 "nothing of these was created"

# ---- list and info ----
databases list --output csv
is "$(sed 's/,[^,]*\.[^,]*,\([0-9]*\)$/,\1/; s/8\.0\.[0-9]*/8.0/; s/16\.[0-9]*/16/' <<<"$OUT" | sort)" \
    $'NAME,STATE,ENGINE,VERSION,BUNDLE,PUBLIC,ENDPOINT,PORT\nmade,available,mysql,8.0,micro_2_0,false,3306\norders,available,postgres,16,small_ha_2_0,true,5432\ntrades,available,mysql,8.0,micro_2_0,false,3306' "list as csv" || diag "$OUT"
call UpdateRelationalDatabase '{"relationalDatabaseName":"trades","masterUserPassword":"third-password","disableBackupRetention":true,"applyImmediately":false}'
later
says "0 name trades state available engine mysql 8\.0\.[0-9]+ blueprint mysql_8_0 bundle micro_2_0 \(2 vCPU, 1 GB, disk 40 GB\) price 15.00 USD a month endpoint [^ ]+:3306 public no database trades user keeper zone ap-northeast-1a backups yes restorable 20[0-9TZ:-]+ backup [0-9:-]+ maintenance [a-z0-9:-]+ parameters in-sync pending another password pending automatic backups off ca rds-ca-[^ ]+ arn arn:[^ ]+ tag Role=trades" \
    "info" databases info trades
databases info trades --output json
is "$(jq -c '[.name, .monthlyPriceUsd, .pendingModifiedValues.masterUserPassword]' <<<"$OUT")" '["trades",15,"(sensitive)"]' "info as JSON, without the pending password"
databases list --output json
is "$(jq -r '.[] | .pendingModifiedValues.masterUserPassword // empty' <<<"$OUT")" "(sensitive)" "list as JSON, without it"
says "1 .*there is no database 'trade' in ap-northeast-1 did you mean 'trades'.* To show the existing ones: 'quants-infra databases list" "an unknown database" databases info trade

# ---- snapshot and restore ----
sim_fault '{"operation":"CreateRelationalDatabaseSnapshot","kind":"lost","when":"first"}'
sim_metrics_reset
says "0 trades-one taken" "snapshot, with a lost response" databases snapshot trades --snapshot-name trades-one
is "$(sim_metric CreateRelationalDatabaseSnapshot)" 1 "... is not sent again"
says "1 .*--snapshot-name: the database snapshot 'trades-one' already exists" "the same name" databases snapshot trades --snapshot-name trades-one
sim_mutate '{"action":"set_database_state","name":"made","state":"incompatible-parameters"}'
later
says "1 .*cannot take a snapshot of 'made': the database is in the state 'incompatible-parameters'" "a database that does not work" databases snapshot made
says "0 trades-20[0-9]{6}-[0-9]{6} taken" "a name with the time" databases snapshot trades
cli snapshot list trades --output csv
like "$(tr '\n' ' ' <<<"$OUT")" "^NAME,KIND,SOURCE.* trades-one,database,trades,20[^,]*,40,available" "snapshots of databases are listed, too"
sim_fault '{"operation":"CreateRelationalDatabaseFromSnapshot","kind":"lost","when":"first"}'
sim_metrics_reset
says "0 copy available at [^ ]+:3306 .*Lightsail has made its password" "restore a snapshot, with a lost response" databases restore --from trades-one --name copy --bundle small_2_0 --public
is "$(sim_metric CreateRelationalDatabaseFromSnapshot) $(database copy '"\(.relationalDatabaseBundleId) \(.masterUsername) \(.publiclyAccessible)"')" "1 small_2_0 keeper true" "... is not sent again"
says "0 latest available" "the latest time" databases restore --source trades --time latest --name latest
sim_advance 600000
at=$(world_call GetRelationalDatabase '{"relationalDatabaseName":"trades"}' | jq .relationalDatabase.latestRestorableTime)
says "0 earlier available" "a time" databases restore --source trades --time "$(date -u -d "@${at%.*}" +%FT%TZ)" --name earlier
says "1 .*there is no database snapshot 'trades-on' .* did you mean 'trades-one'" "an unknown snapshot" databases restore --from trades-on --name x1
says "1 .*--bundle: 'micro_2_0' is smaller than 'small_ha_2_0'" "a smaller bundle" databases restore --source orders --time latest --name x1 --bundle micro_2_0
says "2 .*use either --from or --source" "no source" databases restore --name x1
says "2 .*--time is missing" "no time" databases restore --source trades --name x1
says "2 .*--time 'tomorrow' is neither latest nor a time" "no such time" databases restore --source trades --time tomorrow --name x1
says "1 .*--time: '2999-01-01T00:00:00Z' is later than the latest backup, 20" "a time that is too late" databases restore --source trades --time 2999-01-01T00:00:00Z --name x1

# ---- logs ----
log() { sim_mutate "{\"action\":\"add_database_log\",\"name\":\"trades\",\"stream\":\"slowquery\",\"line\":\"$1\"}"; }
says "1 .*the database has 4 logs Choose one with --stream: audit, error, general, slowquery" "logs: which" databases logs trades
says "1 .*--stream: there is no log 'slow'" "an unknown log" databases logs trades --stream slow
says "0 .*no lines in 'slowquery' since 20" "no lines" databases logs trades --stream slowquery
log one
log two
later
says "0 20[0-9-]+T[0-9:]+\.[0-9]{3}Z one 20[^ ]+ two $" "lines, the oldest first" databases logs trades --stream slowquery --since 15m
says "0 20.*ready" "PostgreSQL has one log" databases logs orders
says "2 .*--since 'x' is neither a duration" "a wrong --since" databases logs trades --since x
: >followed
quants-infra databases logs trades --stream slowquery --follow >followed 2>>"$TEST_DIR/all" </dev/null &
pid=$!
wait_until 3 grep -q two followed
for line in three three four; do log "$line"; done
wait_until 3 grep -q four followed
kill -INT "$pid"
wait "$pid"
is "$? $(for line in one three four; do grep -c " $line\$" followed; done | tr '\n' ' ')" "0 1 2 1 " "--follow prints each line once, and ends by Ctrl-C"

# ---- password ----
is "$(grep -cF -e first-password -e second-password -e third-password "$TEST_DIR/all")" 0 "no password in any message or in the log at TRACE"
grep -q GetRelationalDatabase "$TEST_DIR/all"
ok $? "... which has the requests"
sim_metrics_reset
says "2 .*stdout is no terminal, so the password of 'trades' is not printed; add --show" "a password is not printed to a file" databases password trades
is "$(sim_metric total)" 0 "... nor read"
is "$(script -qec "quants-infra databases password trades 2>/dev/null" /dev/null | tr -d '\r')" first-password "... but to a terminal"
databases password trades --show --version PENDING
is "$STATUS $OUT" "0 third-password" "--show, the pending one"
says "1 .*the database has no password of the version PREVIOUS" "no such version" databases password trades --show --version PREVIOUS
is "$(grep -cF -e first-password -e third-password "$TEST_DIR/all")" 0 "the log at TRACE has none of them either"

# ---- an interrupted creation ----
sim_stop
sim_start --pending-ms 100000 --operation-ms 100
quants-infra databases create half "${create[@]}" >out 2>&1 </dev/null &
pid=$!
begun() { [ "$(database half .state)" = creating ]; }
wait_until 5 begun
kill -INT "$pid"
wait "$pid"
like "$? $(grep -v '^{' out | tr -s ' \n' ' ')" "^1 error: 'half' was created, but: interrupted.* The database 'half' exists. To show it: 'quants-infra databases info half'" \
    "Ctrl-C while it waits: what exists"

done_testing
