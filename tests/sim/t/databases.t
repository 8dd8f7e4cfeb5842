#!/usr/bin/env bash
# Databases in the simulator: states over time, pending values, windows, snapshots, points in time, parameters, logs, refusals. Only sim_advance makes
# time pass. With SIM_BINARY it runs against another endpoint, whose refusals have other words.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/sim/t/sign.sh

DB='"relationalDatabaseName":"db"'
[ -n "${SIM_BINARY:-}" ] || ours=1
ask() { sim_call "$1" "$2" | jq -r "${3:-(.__type // \"fine\") | sub(\".*#\"; \"\")}"; }
said() { ask "$1" "$2" '.message // "fine"'; }
show() { ask GetRelationalDatabase "{\"relationalDatabaseName\":\"${2:-db}\"}" "(.relationalDatabase // {state: .code}) | $1"; }
# refused MESSAGE WORDS NAME
refused() { if [ -n "${ours:-}" ]; then contains "$1" "$2" "$3"; else isnt "$1" fine "$3"; fi; }
MASTER='"masterDatabaseName":"main","masterUsername":"owner"'
# create NAME [MEMBERS]: of a request; a member of MEMBERS replaces another one
create() {
    sim_call CreateRelationalDatabase "$(jq -nc "{relationalDatabaseName: \"$1\", relationalDatabaseBlueprintId: \"mysql_8_0\",
        relationalDatabaseBundleId: \"micro_2_0\"} + {$MASTER} + {${2:-}}")" | jq -r '.message // "fine"'
}
update() { said UpdateRelationalDatabase "{$DB,$1}"; }
password() { ask GetRelationalDatabaseMasterUserPassword "{\"relationalDatabaseName\":\"${2:-db}\",\"passwordVersion\":\"$1\"}" '.masterUserPassword // .code'; }
types() { jq -r '.message // (.operations | map("\(.resourceName) \(.operationType) \(.operationDetails) \(.status)") | join(","))'; }
mark() { sim_state ".regions[\"ap-northeast-1\"] | .$1.\"$2\".mark"; }
later() { sim_advance 600000; }

# The time of the simulator is that of a Monday, so that no window is near.
sim_start --pending-ms 400000 --operation-ms 60000 || bail "the endpoint does not start"
sim_advance $(((((11 - $(date -u +%u) - 3) * 24 + 31 - $(date -u +%-H)) % 168) * 3600000))

# ---- creation ---------------------------------------------------------------------------------------------------------
is "$(sim_call CreateRelationalDatabase "{$DB,\"relationalDatabaseBlueprintId\":\"mysql_8_0\",\"relationalDatabaseBundleId\":\"micro_2_0\",$MASTER,
    \"masterUserPassword\":\"secret-1\",\"preferredBackupWindow\":\"01:00-01:30\",\"preferredMaintenanceWindow\":\"Sat:03:00-Sat:03:30\",\"tags\":[{\"key\":\"a\",\"value\":\"b\"}]}" | types |
    sed 's/NotStarted/Started/')" "db CreateRelationalDatabase null Started" "create"
is "$(show '"\(.state) \(has("masterEndpoint")) \(has("latestRestorableTime")) \(.engine) \(.hardware.diskSizeInGb) \(.tags[0].key) \(.location.availabilityZone)"')" \
    "creating false false mysql 40 a ap-northeast-1a" "... is in progress, without an endpoint"
is "$(show '"\(.backupRetentionEnabled) \(.publiclyAccessible) \(.preferredBackupWindow) \(.preferredMaintenanceWindow) \(.parameterApplyStatus) \(.pendingModifiedValues) \(.pendingMaintenanceActions)"')" \
    "true false 01:00-01:30 sat:03:00-sat:03:30 in-sync {} []" "... with backups, and windows in lower case"
refused "$(update '"publiclyAccessible":true')" "is in the state creating" "... cannot be changed"
refused "$(said DeleteRelationalDatabase "{$DB,\"skipFinalSnapshot\":true}")" "try again" "... nor deleted"
sim_advance 250000
is "$(show '"\(.state) \(.masterEndpoint.port)"')" "backing-up 3306" "the first backup begins when it has an endpoint"
sim_advance 100000
is "$(show .state)" configuring-log-exports "... then the log exports"
sim_advance 60000
is "$(show '"\(.state) \(has("latestRestorableTime"))"')" "available true" "... then it is available"
is "$(ask GetRelationalDatabaseEvents "{$DB}" '.relationalDatabaseEvents | map("\(.eventCategories[0]): \(.message)") | join(",")')" \
    "creation: Relational Database created,backup: Backing up Relational Database,backup: Finished Relational Database backup" "events"
is "$(password CURRENT) $(password PREVIOUS) $(password PENDING)" "secret-1 DoesNotExist DoesNotExist" "the password"
is "$(ask GetRelationalDatabase '{"relationalDatabaseName":"none"}')" NotFoundException "a database that does not exist"
is "$(sim_requests CreateRelationalDatabase '.[0].body.masterUserPassword')" '"(secret)"' "the log of requests has no password"

# ---- refusals ---------------------------------------------------------------------------------------------------------
refused "$(create db)" "already in use" "a name that is in use is refused"
refused "$(create a.b)" "letters, digits and hyphens" "... a period in a name, too"
refused "$(create other '"relationalDatabaseBlueprintId":"oracle"')" "blueprint does not exist" "... another engine, too"
refused "$(create other '"relationalDatabaseBundleId":"micro_1_0"')" "no longer available" "... a retired plan, too"
refused "$(create other '"relationalDatabaseBundleId":"micro_ha_2_0","availabilityZone":"ap-northeast-1a"')" "high availability" "... a zone for a plan with two"
refused "$(create other '"availabilityZone":"us-east-1a"')" "Availability Zone" "... a zone of another region"
refused "$(create other '"masterUsername":"a_name_of_seventeen"')" "master user name" "... a long user name"
refused "$(create other '"masterUsername":"rdsadmin"')" "reserved" "... a reserved one"
refused "$(create other '"masterDatabaseName":"1st"')" "database name" "... a database name that begins with a digit"
for bad in short with/slash 'with space' 'with@sign1' "$(printf 'x%.0s' $(seq 42))"; do
    refused "$(create other "\"masterUserPassword\":\"$bad\"")" "master user password" "... the password $bad"
done
refused "$(create other '"preferredBackupWindow":"1:00-2:00"')" "window format" "... a window of another form"
refused "$(create other '"preferredMaintenanceWindow":"Fun:01:00-Fun:02:00"')" "window format" "... another day"
refused "$(create other '"preferredBackupWindow":"23:50-00:10"')" "at least 30" "... a short window"
refused "$(create other '"preferredBackupWindow":"23:45-00:30","preferredMaintenanceWindow":"sun:00:00-sun:00:30"')" "overlap" "... windows that overlap, around midnight"
refused "$(update '"preferredMaintenanceWindow":"tue:00:45-tue:01:15"')" "overlap" "... an overlap with the window that it has"
refused "$(update '"masterUserPassword":"secret-2","rotateMasterUserPassword":true')" "together" "... two passwords"
refused "$(update '"enableBackupRetention":true,"disableBackupRetention":true')" "both" "... backups with and without"
refused "$(update '"relationalDatabaseBlueprintId":"mysql_5_7"')" "Cannot upgrade" "... a lower version"
refused "$(update '"relationalDatabaseBlueprintId":"postgres_16"')" "Cannot upgrade" "... another engine"
refused "$(update '"caCertificateIdentifier":"rds-ca-1999"')" "certificate" "... an unknown certificate"
refused "$(said DeleteRelationalDatabase "{$DB}")" "is required unless" "... a deletion without a decision about the last snapshot"
refused "$(said DeleteRelationalDatabase "{$DB,\"skipFinalSnapshot\":true,\"finalRelationalDatabaseSnapshotName\":\"last\"}")" "together" "... one with both"
is "$(create twins '"relationalDatabaseBundleId":"small_ha_2_0","relationalDatabaseBlueprintId":"postgres_16","masterUserPassword":"'"$(printf 'x%.0s' $(seq 128))"'"')" fine "a database in two zones, with a long password"
is "$(show '"\(.location.availabilityZone != .secondaryAvailabilityZone) \(.secondaryAvailabilityZone[:-1]) \(.engine) \(.hardware.ramSizeInGb) \(.preferredBackupWindow | length) \(.preferredMaintenanceWindow | length)"' twins)" \
    "true ap-northeast-1 postgres 2 11 19" "... has two, and windows of its own"
is "$(create made)$(sim_advance 500000)$(password CURRENT made | wc -c)" fine33 "without a password the service makes one"

# ---- changes ----------------------------------------------------------------------------------------------------------
is "$(update '"publiclyAccessible":true')" fine "public access"
is "$(show '"\(.state) \(.publiclyAccessible)"')" "modifying false" "... is in progress"
sim_advance 70000
is "$(show '"\(.state) \(.publiclyAccessible)"')" "modifying false" "... also when its operation has ended"
sim_advance 30000
is "$(show '"\(.state) \(.publiclyAccessible)"')" "available true" "... then it is there"
is "$(update '"preferredBackupWindow":"02:00-02:45"')$(show '"\(.state) \(.preferredBackupWindow)"')" "fineavailable 02:00-02:45" "a window changes at once"
is "$(update '"masterUserPassword":"secret-2","applyImmediately":true')" fine "a password, at once"
is "$(show '"\(.state) \(.pendingModifiedValues | keys | join(","))"') $(password CURRENT) $(password PENDING)" \
    "resetting-master-credentials masterUserPassword secret-1 secret-2" "... is pending"
sim_advance 90000
is "$(show '"\(.state) \(.pendingModifiedValues)"') $(password CURRENT) $(password PREVIOUS) $(password PENDING)" "available {} secret-2 secret-1 DoesNotExist" "... then current"
is "$(update '"disableBackupRetention":true,"masterUserPassword":"secret-3","relationalDatabaseBlueprintId":"mysql_8_4"')" fine "changes for the maintenance window"
later
is "$(show '"\(.state) \(.backupRetentionEnabled) \(.pendingModifiedValues | keys | join(",")) \(.pendingModifiedValues.engineVersion) \(.relationalDatabaseBlueprintId)"') $(password CURRENT)" \
    "available true backupRetentionEnabled,engineVersion,masterUserPassword 8.4.3 mysql_8_0 secret-2" "... wait"
sim_advance $((5 * 24 * 3600000))
is "$(show '"\(.state) \(.backupRetentionEnabled) \(.pendingModifiedValues) \(.relationalDatabaseBlueprintId) \(.engineVersion) \(has("latestRestorableTime"))"') $(password CURRENT)" \
    "available false {} mysql_8_4 8.4.3 false secret-3" "... and happen in it"
is "$(update '"enableBackupRetention":true,"applyImmediately":true')$(show .state)$(later)$(show '"\(.backupRetentionEnabled) \(has("latestRestorableTime"))"')" "finemodifyingtrue true" "backups again"
is "$(update '"rotateMasterUserPassword":true,"applyImmediately":true')$(later)$(password CURRENT | wc -c)$(password PREVIOUS)" "fine33secret-3" "a password that the service makes"
is "$(update '"caCertificateIdentifier":"rds-ca-2019"')$(update '"caCertificateIdentifier":"rds-ca-rsa4096-g1","applyImmediately":true')$(later)$(show '"\(.state) \(.caCertificateIdentifier)"')" \
    "finefineavailable rds-ca-rsa4096-g1" "a certificate at once, instead of one that waits"
is "$(said UpdateRelationalDatabase '{"relationalDatabaseName":"made","relationalDatabaseBlueprintId":"mysql_8_4","applyImmediately":true}')$(show .state made)$(later)$(show '"\(.state) \(.engineVersion)"' made)" \
    "fineupgradingavailable 8.4.3" "an upgrade at once"

# ---- power ------------------------------------------------------------------------------------------------------------
refused "$(said StartRelationalDatabase "{$DB}")" "state available" "one that is available cannot be started"
is "$(said RebootRelationalDatabase "{$DB}")$(show .state)" finerebooting "reboot"
later
is "$(sim_call StopRelationalDatabase "{$DB,\"relationalDatabaseSnapshotName\":\"before-stop\"}" | jq -r '.operations | map(.operationType) | sort | join(",")')$(show .state)" \
    "CreateRelationalDatabaseSnapshot,CreateRelationalDatabaseSnapshot,StopRelationalDatabasestopping" "stop, with a snapshot"
later
is "$(show .state) $(ask GetRelationalDatabaseSnapshot '{"relationalDatabaseSnapshotName":"before-stop"}' .relationalDatabaseSnapshot.state)" "stopped available" "... then it is stopped"
refused "$(update '"publiclyAccessible":false')" "state stopped" "... and cannot be changed"
is "$(said StartRelationalDatabase "{$DB}")$(show .state)$(later)$(show .state)" finestartingavailable "start"
update '"caCertificateIdentifier":"rds-ca-ecc384-g1"' >/dev/null
said StopRelationalDatabase "{$DB}" >/dev/null
sim_advance $((6 * 24 * 3600000))
is "$(show .state)" stopped "stopped for six days"
sim_advance $((25 * 3600000))
is "$(show '"\(.state) \(.caCertificateIdentifier)"')" "available rds-ca-rsa4096-g1" "after seven days it is started; it has missed a maintenance window"
sim_advance $((7 * 24 * 3600000))
is "$(show '"\(.state) \(.caCertificateIdentifier)"')" "available rds-ca-ecc384-g1" "... and the next one comes"

# ---- snapshots and points in time -------------------------------------------------------------------------------------
snapshot() { sim_call CreateRelationalDatabaseSnapshot "{$DB,\"relationalDatabaseSnapshotName\":\"$1\"}"; }
restore() { said CreateRelationalDatabaseFromSnapshot "{\"relationalDatabaseName\":\"$1\",$2}"; }
sim_mutate '{"action":"write_database","name":"db","mark":"ticks"}'
is "$(snapshot snap | types | sed 's/NotStarted/Started/g')" "snap CreateRelationalDatabaseSnapshot db Started,db CreateRelationalDatabaseSnapshot snap Started" "snapshot"
is "$(show .state) $(ask GetRelationalDatabaseSnapshot '{"relationalDatabaseSnapshotName":"snap"}' '.relationalDatabaseSnapshot | "\(.state) \(.sizeInGb) \(.fromRelationalDatabaseName) \(.fromRelationalDatabaseBundleId) \(.engineVersion)"')" \
    "backing-up creating 40 db micro_2_0 8.4.3" "... is in progress"
refused "$(restore copy '"relationalDatabaseSnapshotName":"snap"')" "not ready" "... and cannot be used"
refused "$(said DeleteRelationalDatabaseSnapshot '{"relationalDatabaseSnapshotName":"snap"}')" "try again" "... nor deleted"
later
before=$(show .latestRestorableTime)
sim_mutate '{"action":"write_database","name":"db","mark":"overwritten"}'
refused "$(restore copy '"relationalDatabaseSnapshotName":"snap","relationalDatabaseBundleId":"nano_2_0"')" "bundle does not exist" "an unknown plan is refused"
refused "$(restore copy '"relationalDatabaseSnapshotName":"snap","sourceRelationalDatabaseName":"db"')" "Exactly one" "... two sources, too"
refused "$(restore copy '"sourceRelationalDatabaseName":"db","useLatestRestorableTime":true,"restoreTime":'"$before")" "Exactly one" "... two times, too"
refused "$(restore copy '"sourceRelationalDatabaseName":"db","restoreTime":1')" "restore time must be" "... a time that is too early"
refused "$(restore copy '"sourceRelationalDatabaseName":"db","restoreTime":9999999999')" "restore time must be" "... one in the future"
is "$(restore copy '"relationalDatabaseSnapshotName":"snap","relationalDatabaseBundleId":"small_ha_2_0"')" fine "a database from a snapshot, larger, in two zones"
is "$(show '"\(.state) \(.masterUsername) \(.masterDatabaseName) \(.relationalDatabaseBlueprintId) \(.publiclyAccessible) \(.backupRetentionEnabled) \(.secondaryAvailabilityZone != null)"' copy) $(mark databases copy)" \
    "creating owner main mysql_8_4 false true true ticks" "... has its content and its user"
isnt "$(password CURRENT copy)" "$(password CURRENT)" "... and a new password"
later
is "$(restore past "\"sourceRelationalDatabaseName\":\"db\",\"restoreTime\":$before")$(restore latest '"sourceRelationalDatabaseName":"db","useLatestRestorableTime":true')" finefine "two points in time"
is "$(mark databases past) $(mark databases latest)" "ticks overwritten" "... have the content of their times"
sim_call CreateRelationalDatabaseSnapshot '{"relationalDatabaseName":"copy","relationalDatabaseSnapshotName":"large"}' >/dev/null
later
refused "$(restore tiny '"relationalDatabaseSnapshotName":"large","relationalDatabaseBundleId":"micro_2_0"')" "smaller" "a smaller plan is refused"
is "$(sim_call DeleteRelationalDatabaseSnapshot '{"relationalDatabaseSnapshotName":"large"}' | jq -r '.operations | map("\(.operationType) \(.isTerminal)") | join(",")')" \
    "DeleteRelationalDatabaseSnapshot true" "a snapshot is deleted at once"

# ---- parameters -------------------------------------------------------------------------------------------------------
set_to() { said UpdateRelationalDatabaseParameters "{$DB,\"parameters\":[{\"parameterName\":\"$1\"${2:+,\"parameterValue\":\"$2\"}${3:+,\"applyMethod\":\"$3\"}}]}"; }
parameter() { ask GetRelationalDatabaseParameters "{$DB}" ".parameters[] | select(.parameterName == \"$1\") | \"\(.parameterValue) \(.applyMethod) \(.applyType) \(.isModifiable)\""; }
is "$(parameter max_connections | cut -d' ' -f2-) $(parameter autocommit)" "pending-reboot dynamic true null pending-reboot dynamic true" "parameters"
is "$(set_to max_connections 200 immediate)$(show .parameterApplyStatus)$(later)$(show .parameterApplyStatus) $(parameter max_connections)" "fineapplyingin-sync 200 immediate dynamic true" "a dynamic one is changed"
is "$(set_to performance_schema 1 pending-reboot)$(later)$(show '"\(.parameterApplyStatus) \(.state)"') $(parameter performance_schema)" "finepending-reboot available 1 pending-reboot static true" \
    "a static one waits for a reboot"
is "$(said RebootRelationalDatabase "{$DB}")$(later)$(show .parameterApplyStatus)" "finein-sync" "... which ends that"
is "$(set_to max_connections '' immediate)$(later)$(parameter max_connections | cut -d' ' -f1 | cut -c1)" "fine{" "without a value it has its default again"
refused "$(set_to max_connection 1)" "Could not find parameter" "an unknown one is refused"
refused "$(set_to innodb_page_size 4096)" "cannot be modified" "... one that cannot be changed, too"
refused "$(set_to max_connections 0)" "allowed values are: 1-100000" "... a number outside of the range, too"
refused "$(set_to autocommit 2)" "allowed values are: 0,1" "... another word, too"
refused "$(set_to performance_schema 0 immediate)" "static" "... a static one at once, too"
refused "$(said UpdateRelationalDatabaseParameters "{$DB,\"parameters\":[]}")" "1 to 20" "... and none"

# ---- logs, events, tests' changes -------------------------------------------------------------------------------------
lines() { ask GetRelationalDatabaseLogEvents "{$DB,\"logStreamName\":\"slowquery\"${1:+,$1}}" "${2:-.resourceLogEvents | map(.message) | join(\",\")}"; }
is "$(ask GetRelationalDatabaseLogStreams "{$DB}" '.logStreams | join(",")') $(ask GetRelationalDatabaseLogStreams '{"relationalDatabaseName":"twins"}' '.logStreams | join(",")')" \
    "audit,error,general,slowquery postgresql" "log streams"
contains "$(ask GetRelationalDatabaseLogEvents "{$DB,\"logStreamName\":\"error\"}" '.resourceLogEvents[-1].message')" "ready for connections" "the engine writes lines"
for line in one two three; do sim_mutate "{\"action\":\"add_database_log\",\"name\":\"db\",\"stream\":\"slowquery\",\"line\":\"$line\"}" && sim_advance 5000; done
is "$(lines) $(lines '"startFromHead":true')" "one,two,three one,two,three" "lines"
! sim_mutate '{"action":"add_database_log","name":"db","stream":"none","line":"x"}' >/dev/null 2>&1
ok $? "... of a stream that exists"
at=$(lines '' '.resourceLogEvents[1].createdAt')
is "$(lines "\"startTime\":$at") $(lines "\"endTime\":$at") $(lines "\"pageToken\":\"$(lines '' .nextForwardToken)\"")." "two,three one,two ." "... of a range of time, and after the last one"
refused "$(ask GetRelationalDatabaseLogEvents "{$DB,\"logStreamName\":\"none\"}" '.message // "fine"')" "log stream does not exist" "an unknown stream is refused"
refused "$(ask GetRelationalDatabaseLogEvents '{"relationalDatabaseName":"twins","logStreamName":"postgresql","startFromHead":true}' '.message // "fine"')" "not available for PostgreSQL" "... and PostgreSQL from the head"
later
is "$(ask GetRelationalDatabaseEvents "{$DB,\"durationInMinutes\":1}" '.relationalDatabaseEvents | length')" 0 "no event in the last minute"
sim_mutate '{"action":"add_database_event","name":"db","category":"failover","message":"A failover"}'
is "$(ask GetRelationalDatabaseEvents "{$DB,\"durationInMinutes\":1}" '.relationalDatabaseEvents[0] | "\(.resource) \(.message) \(.eventCategories)"')" 'db A failover ["failover"]' "... then one"
refused "$(ask GetRelationalDatabaseEvents "{$DB,\"durationInMinutes\":20161}" '.message // "fine"')" "20160" "more than 14 days are refused"
sim_mutate '{"action":"add_database_maintenance","name":"db","description":"A patch"}'
is "$(show '.pendingMaintenanceActions[0].description')" "A patch" "an announced maintenance"
sim_mutate '{"action":"maintain_database","name":"db"}'
is "$(show '"\(.state) \(.pendingMaintenanceActions)"')" "available []" "... which happens"
sim_mutate '{"action":"set_database_state","name":"made","state":"storage-full"}'
later
is "$(show .state made)$(said RebootRelationalDatabase '{"relationalDatabaseName":"made"}' | grep -c storage-full)" "storage-full1" "a state that lasts"

# ---- deletion ---------------------------------------------------------------------------------------------------------
is "$(said DeleteRelationalDatabase '{"relationalDatabaseName":"made","skipFinalSnapshot":true}')$(show .state made)$(later)$(show .state made)" finedeletingDoesNotExist "delete a database that does not work"
refused "$(said DeleteRelationalDatabase "{$DB,\"finalRelationalDatabaseSnapshotName\":\"snap\"}")" "already in use" "a last snapshot with a name that is in use is refused"
is "$(sim_call DeleteRelationalDatabase "{$DB,\"finalRelationalDatabaseSnapshotName\":\"last\"}" | types | sed 's/NotStarted/Started/g')" \
    "db DeleteRelationalDatabase null Started,last CreateRelationalDatabaseSnapshot db Started,db CreateRelationalDatabaseSnapshot last Started" "delete, with a last snapshot"
is "$(show .state)" backing-up "... which comes first"
later
is "$(show .state) $(ask GetRelationalDatabaseSnapshot '{"relationalDatabaseSnapshotName":"last"}' .relationalDatabaseSnapshot.state) $(mark database_snapshots last)" "DoesNotExist available overwritten" "... and remains"
is "$(ask GetActiveNames '{}' '.activeNames | sort | join(",")')" "before-stop,copy,last,latest,past,snap,twins" "names"
is "$(ask GetOperationsForResource "{\"resourceName\":\"db\"}" '.operations | map(.operationType) | unique | length')" 8 "operations of a deleted database"


# ---- quota ------------------------------------------------------------------------------------------------------------
[ -n "${ours:-}" ] || done_testing
jq -nr --arg url "$SIM_URL/_sim/mutate" "[range(36) | {action: \"call\", operation: \"CreateRelationalDatabase\", input: {relationalDatabaseName: \"many-\(.)\",
    relationalDatabaseBlueprintId: \"mysql_8_0\", relationalDatabaseBundleId: \"micro_2_0\", $MASTER}} | \"url=\(\$url)\ndata=\(tojson | tojson)\noutput=/dev/null\"] | join(\"\nnext\n\")" \
    >"$SIM_DIR/urls"
curl -sS --noproxy '*' -K "$SIM_DIR/urls"
is "$(sim_state '.regions["ap-northeast-1"].databases | length') $(create more)" "40 You have reached the maximum number of databases: 40" "more than 40 are refused"
sim_stop
done_testing
