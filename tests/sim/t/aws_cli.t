#!/usr/bin/env bash
# The simulator with the real aws CLI: every operation, the errors, the pages, the signatures.
cd "$(dirname "$0")/../../.." || exit 1
. tests/lib/tap.sh
. tests/lib/sim.sh
. tests/lib/aws.sh
. tests/sim/t/sign.sh

mapfile -t every_aws < <(aws_find)
[ ${#every_aws[@]} -gt 0 ] || skip_all "there is no aws CLI"

KEY='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEC1fC/lqsWhRO4gK5bQC0wVa5vPX5PYMvSRCTRQ1h me@example'
RSA=$(mktemp -d "${TMPDIR:-/tmp}/rsa.XXXXXX") && ssh-keygen -q -t rsa -b 2048 -N '' -C '' -f "$RSA/key" 2>/dev/null
RSA_PUBLIC=$(cat "$RSA/key.pub" 2>/dev/null)

# The newest operations are in AWS's model of the API, but not in every installed CLI.
AWS_DATA_PATH=$RSA/models
mkdir -p "$AWS_DATA_PATH/lightsail/2016-11-28"
tools/fetch-model.sh && cp build/model/lightsail.json.gz "$AWS_DATA_PATH/lightsail/2016-11-28/service-2.json.gz" && export AWS_DATA_PATH

sim_start --pending-ms 0 --operation-ms 0 --page-size 3 --expired-token old \
    --credentials AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY --credentials ASIA:temporary:token ||
    bail "the simulator does not start"
aws_use "${every_aws[0]}"
diag "$("$AWS" --version)"

WEB='--availability-zone ap-northeast-1a --blueprint-id ubuntu_22_04 --bundle-id nano_3_0'
sim_mutate '{"action":"call","operation":"CreateCertificate","input":{"certificateName":"cert","domainName":"a.example"}}'
sim_mutate '{"action":"issue_certificate","name":"cert"}'
METRIC='--period 300 --start-time 2020-01-01 --end-time 2020-01-02 --statistics Sum'
HOME_REGION='AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1'
sim_mutate '{"action":"call","region":"us-east-1","operation":"CreateCertificate","input":{"certificateName":"cert","domainName":"a.example"}}'
sim_mutate '{"action":"issue_certificate","region":"us-east-1","name":"cert"}'
aws_batch <<END
# the catalogue
regions: get-regions --include-availability-zones
bundles: get-bundles
bundles-all: get-bundles --include-inactive --query bundles[].bundleId
blueprints: get-blueprints --query blueprints[].blueprintId
# instances
create: create-instances --instance-names web-1 web-2 web-3 $WEB --user-data 'echo hello' --tags key=Environment,value=dev key=Alone --add-ons addOnType=AutoSnapshot,autoSnapshotAddOnRequest={snapshotTimeOfDay=03:00}
create-app: create-instances --instance-names blog $WEB --blueprint-id wordpress --ip-address-type ipv4
create-v6: create-instances --instance-names six $WEB --bundle-id nano_ipv6_3_0 --ip-address-type ipv6
get: get-instance --instance-name web-1
get-app: get-instance --instance-name blog
get-v6: get-instance --instance-name six
list: get-instances --query instances[].name
page: get-instances --no-paginate
state: get-instance-state --instance-name web-1
access: get-instance-access-details --instance-name web-1
metadata: update-instance-metadata-options --instance-name web-1 --http-tokens required --http-put-response-hop-limit 2
# power
stop: stop-instance --instance-name web-1
stopped: get-instance --instance-name web-1
start: start-instance --instance-name web-1
started: get-instance --instance-name web-1
reboot: reboot-instance --instance-name web-1
# addresses
to-v4: set-ip-address-type --resource-type Instance --resource-name web-2 --ip-address-type ipv4
v4: get-instance --instance-name web-2
to-v6-refused: set-ip-address-type --resource-type Instance --resource-name web-2 --ip-address-type ipv6
to-v6: set-ip-address-type --resource-type Instance --resource-name web-2 --ip-address-type ipv6 --accept-bundle-update
v6: get-instance --instance-name web-2
allocate: allocate-static-ip --static-ip-name address-1
attach: attach-static-ip --static-ip-name address-1 --instance-name web-1
static: get-static-ip --static-ip-name address-1
with-static: get-instance --instance-name web-1
attach-again: attach-static-ip --static-ip-name address-1 --instance-name blog
release-attached: release-static-ip --static-ip-name address-1
detach: detach-static-ip --static-ip-name address-1
detached: get-static-ip --static-ip-name address-1
without-static: get-instance --instance-name web-1
statics: get-static-ips
release: release-static-ip --static-ip-name address-1
released: get-static-ip --static-ip-name address-1
# firewall
put: put-instance-public-ports --instance-name web-1 --port-infos fromPort=22,toPort=22,protocol=tcp,cidrs=192.0.2.44,198.51.100.77/24,ipv6Cidrs=2001:DB8::1 fromPort=51820,toPort=51820,protocol=udp fromPort=8,toPort=-1,protocol=icmp protocol=all,fromPort=0,toPort=65535,cidrs=10.0.0.0/8
ports: get-instance-port-states --instance-name web-1
open: open-instance-public-ports --instance-name web-1 --port-info fromPort=22,toPort=22,protocol=tcp,cidrs=192.0.2.45/32
open-web: open-instance-public-ports --instance-name web-1 --port-info fromPort=9090,toPort=9090,protocol=tcp,cidrListAliases=lightsail-connect
opened: get-instance-port-states --instance-name web-1
close: close-instance-public-ports --instance-name web-1 --port-info fromPort=22,toPort=22,protocol=tcp,cidrs=192.0.2.44/32
close-web: close-instance-public-ports --instance-name web-1 --port-info fromPort=9090,toPort=9090,protocol=tcp
closed: get-instance-port-states --instance-name web-1
put-none: put-instance-public-ports --instance-name web-1 --port-infos []
none: get-instance-port-states --instance-name web-1
# keys
key-create: create-key-pair --key-pair-name made --tags key=a,value=b
key-import: import-key-pair --key-pair-name ed --public-key-base64 '$KEY'
key-rsa: import-key-pair --key-pair-name rsa --public-key-base64 '$RSA_PUBLIC'
key-get: get-key-pair --key-pair-name ed
key-get-rsa: get-key-pair --key-pair-name rsa
keys: get-key-pairs --query keyPairs[].name
keys-all: get-key-pairs --include-default-key-pair --query keyPairs[].name
key-download: download-default-key-pair
key-wrong: delete-key-pair --key-pair-name ed --expected-fingerprint 00:11
key-delete: delete-key-pair --key-pair-name ed
key-used: create-instances --instance-names keyed $WEB --key-pair-name made
# add-ons and tags
add-on: enable-add-on --resource-name web-2 --add-on-request addOnType=AutoSnapshot,autoSnapshotAddOnRequest={snapshotTimeOfDay=20:00}
add-on-on: get-instance --instance-name web-2 --query instance.addOns
add-on-off: disable-add-on --resource-name web-2 --add-on-type AutoSnapshot
add-on-gone: get-instance --instance-name web-2 --query instance.addOns
tag: tag-resource --resource-name web-2 --tags key=Environment,value=prod key=More
untag: untag-resource --resource-name web-2 --tag-keys Alone
tagged: get-instance --instance-name web-2 --query instance.tags
# operations
operations: get-operations --no-paginate
of-resource: get-operations-for-resource --resource-name address-1
names: get-active-names
cost: get-cost-estimate --resource-name web-1 --start-time 2020-01-01 --end-time 2030-01-01
# disks
disk: create-disk --disk-name data --availability-zone ap-northeast-1a --size-in-gb 32
disk-attach: attach-disk --disk-name data --instance-name web-1 --disk-path /dev/xvdf
disk-get: get-disk --disk-name data
disk-busy: detach-disk --disk-name data
disk-delete-attached: delete-disk --disk-name data
disk-stop: stop-instance --instance-name web-1
disk-detach: detach-disk --disk-name data
disk-start: start-instance --instance-name web-1
disks: get-disks
disk-snap: create-disk-snapshot --disk-name data --disk-snapshot-name data-1
disk-snap-get: get-disk-snapshot --disk-snapshot-name data-1
disk-snaps: get-disk-snapshots --query diskSnapshots[].name
disk-from: create-disk-from-snapshot --disk-name data-2 --disk-snapshot-name data-1 --availability-zone ap-northeast-1c --size-in-gb 64
disk-from-small: create-disk-from-snapshot --disk-name data-3 --disk-snapshot-name data-1 --availability-zone ap-northeast-1c --size-in-gb 8
disk-snap-delete: delete-disk-snapshot --disk-snapshot-name data-1
disk-delete: delete-disk --disk-name data
# snapshots
snap: create-instance-snapshot --instance-name web-1 --instance-snapshot-name web-1-a
snap-get: get-instance-snapshot --instance-snapshot-name web-1-a
snaps: get-instance-snapshots --query instanceSnapshots[].name
snap-restore: create-instances-from-snapshot --instance-names restored --availability-zone ap-northeast-1c --instance-snapshot-name web-1-a --bundle-id small_3_0
restored: get-instance --instance-name restored
snap-auto: get-auto-snapshots --resource-name web-1
snap-auto-delete: delete-auto-snapshot --resource-name web-1 --date 2024-01-01
snap-copy: copy-snapshot --source-snapshot-name web-1-a --source-region ap-northeast-1 --target-snapshot-name web-1-b
snap-copied: get-instance-snapshot --instance-snapshot-name web-1-b
snap-export: export-snapshot --source-snapshot-name web-1-a
snap-exports: get-export-snapshot-records
snap-mapped: create-instances-from-snapshot --instance-names mapped --availability-zone ap-northeast-1a --instance-snapshot-name web-1-a --bundle-id small_3_0 --attached-disk-mapping mapped=[{originalDiskPath=/dev/xvdz,newDiskName=other}]
snap-delete: delete-instance-snapshot --instance-snapshot-name web-1-a
# buckets
bucket-bundles: get-bucket-bundles --include-inactive --query bundles[].bundleId
bucket: create-bucket --bucket-name files-1 --bundle-id small_1_0 --tags key=a,value=b --enable-object-versioning
bucket-get: get-buckets --bucket-name files-1 --include-connected-resources --include-cors
bucket-update: update-bucket --bucket-name files-1 --access-rules getObject=public,allowPublicOverrides=true --versioning Suspended --readonly-access-accounts 111111111111 --access-log-config enabled=true,destination=files-1,prefix=logs/ --cors '{"rules":[{"allowedMethods":["GET"],"allowedOrigins":["*"]}]}'
bucket-access: set-resource-access-for-bucket --bucket-name files-1 --resource-name web-1 --access allow
bucket-with: get-buckets --bucket-name files-1 --include-connected-resources --include-cors
bucket-key: create-bucket-access-key --bucket-name files-1
bucket-keys: get-bucket-access-keys --bucket-name files-1
bucket-key-none: delete-bucket-access-key --bucket-name files-1 --access-key-id AKIAIOSFODNN7EXAMPLE
bucket-bundle: update-bucket-bundle --bucket-name files-1 --bundle-id medium_1_0
bucket-bundle-again: update-bucket-bundle --bucket-name files-1 --bundle-id large_1_0
bucket-metric: get-bucket-metric-data --bucket-name files-1 --metric-name NumberOfObjects --start-time 2020-01-01 --end-time 2100-01-01 --period 86400 --statistics Average --unit Count
bucket-used: delete-bucket --bucket-name files-1
bucket-delete: delete-bucket --bucket-name files-1 --force-delete
buckets: get-buckets
# distributions
cdn-bundles: $HOME_REGION get-distribution-bundles
cdn-bucket: create-bucket --bucket-name content --bundle-id small_1_0
cdn: $HOME_REGION create-distribution --distribution-name cdn --origin name=content,regionName=ap-northeast-1,protocolPolicy=https-only --default-cache-behavior behavior=cache --cache-behaviors path=a/*,behavior=dont-cache --cache-behavior-settings '{"defaultTTL":60,"allowedHTTPMethods":"GET,HEAD","forwardedHeaders":{"option":"allow-list","headersAllowList":["Host"]}}' --bundle-id small_1_0 --ip-address-type ipv4 --tags key=a,value=b
cdn-elsewhere: get-distributions
cdn-get: $HOME_REGION get-distributions --distribution-name cdn
cdn-update: $HOME_REGION update-distribution --distribution-name cdn --no-is-enabled --viewer-minimum-tls-protocol-version TLSv1.2_2019
cdn-updated: $HOME_REGION get-distributions
cdn-bundle: $HOME_REGION update-distribution-bundle --distribution-name cdn --bundle-id medium_1_0
cdn-attach: $HOME_REGION attach-certificate-to-distribution --distribution-name cdn --certificate-name cert
cdn-attached: $HOME_REGION get-distributions --distribution-name cdn
cdn-detach: $HOME_REGION detach-certificate-from-distribution --distribution-name cdn
cdn-reset: $HOME_REGION reset-distribution-cache --distribution-name cdn
cdn-latest: $HOME_REGION get-distribution-latest-cache-reset --distribution-name cdn
cdn-delete: $HOME_REGION delete-distribution --distribution-name cdn
# subdomains, the account
sub-check: $HOME_REGION check-subdomain-availability --subdomain-name blog.mysite --reserve
sub: $HOME_REGION create-subdomain --subdomain-name blog.mysite --tags key=a,value=b
sub-get: $HOME_REGION get-subdomains --subdomain-name blog.mysite
sub-list: $HOME_REGION get-subdomains
sub-none: $HOME_REGION update-subdomain-association --subdomain-name blog.mysite --action ASSOCIATE --target-resource-arn arn:aws:lightsail:us-east-1:123456789012:Distribution/none
sub-delete: $HOME_REGION delete-subdomain --subdomain-name blog.mysite
profile: get-profile
peer: peer-vpc
peered: is-vpc-peered
unpeer: unpeer-vpc
# HTTPS, desktops
https: setup-instance-https --instance-name web-1 --email-address me@a.example --domain-names a.example www.a.example --certificate-provider LetsEncrypt
https-history: get-setup-history --resource-name web-1
host-keys: delete-known-host-keys --instance-name web-1
gui-start: start-gui-session --resource-name web-1
gui-access: create-gui-session-access-details --resource-name web-1
gui-stop: stop-gui-session --resource-name web-1
# alarms, contact methods, metrics
contact: create-contact-method --protocol Email --contact-endpoint me@a.example --tags key=a,value=b
contact-again: create-contact-method --protocol Email --contact-endpoint you@a.example
contact-verify: send-contact-method-verification --protocol Email
contacts: get-contact-methods --protocols Email
alarm: put-alarm --alarm-name busy --metric-name CPUUtilization --monitored-resource-name web-1 --comparison-operator GreaterThanThreshold --threshold 80.5 --evaluation-periods 2 --contact-protocols Email --notification-triggers ALARM OK --tags key=a,value=b
alarm-get: get-alarms --monitored-resource-name web-1
alarm-test: test-alarm --alarm-name busy --state ALARM
alarm-delete: delete-alarm --alarm-name busy
contact-delete: delete-contact-method --protocol Email
metric-instance: get-instance-metric-data --instance-name web-1 --metric-name CPUUtilization $METRIC --unit Percent
metric-balancer: get-load-balancer-metric-data --load-balancer-name none --metric-name RequestCount $METRIC --unit Count
metric-service: get-container-service-metric-data --service-name none --metric-name CPUUtilization $METRIC
metric-cdn: $HOME_REGION get-distribution-metric-data --distribution-name none --metric-name Requests $METRIC --unit None
# container services
powers: get-container-service-powers --query powers[].name
container-meta: get-container-api-metadata
certificate-create: create-certificate --certificate-name other --domain-name b.example --subject-alternative-names www.b.example --tags key=Team,value=web
certificates: get-certificates --certificate-statuses ISSUED --include-certificate-details
container-create: create-container-service --service-name app --power nano --scale 1 --tags key=a,value=b --public-domain-names cert=a.example
container-get: get-container-services --service-name app
container-update: update-container-service --service-name app --scale 2 --private-registry-access ecrImagePullerRole={isActive=true}
container-login: create-container-service-registry-login
container-image: register-container-image --service-name app --label one --digest sha256:$(printf 'a%.0s' $(seq 64))
container-images: get-container-images --service-name app
container-deploy: create-container-service-deployment --service-name app --containers 'one={image=:app.one.latest,command=[run,all],environment={A=b},ports={80=HTTP,53=UDP}}' --public-endpoint containerName=one,containerPort=80,healthCheck={path=/up}
container-running: get-container-services
container-versions: get-container-service-deployments --service-name app
container-log: get-container-log --service-name app --container-name one
container-log-next: get-container-log --service-name app --container-name one --page-token Z2V0
container-log-filter: get-container-log --service-name app --container-name one --filter-pattern '"steady state" -ERROR' --start-time 2020-01-01 --end-time 2100-01-01
container-log-wrong: get-container-log --service-name app --container-name one --filter-pattern 'GET /'
container-image-delete: delete-container-image --service-name app --image :app.one.1
container-image-none: delete-container-image --service-name app --image :app.one.2
container-first: create-container-service --service-name first --power micro --scale 1 --deployment containers={one={image=nginx}}
container-first-get: get-container-services --service-name first
certificate-used: delete-certificate --certificate-name cert
container-delete: delete-container-service --service-name app
container-gone: get-container-services --service-name app
certificate-delete: delete-certificate --certificate-name other
# DNS zones: all of them in us-east-1
domain-create: create-domain --domain-name c.example --tags key=Team,value=web --region us-east-1
domain-create-d: create-domain --domain-name d.example --region us-east-1
domain-entry: create-domain-entry --domain-name c.example --domain-entry name=www.c.example,target=192.0.2.1,type=A --region us-east-1
domain-entry-twice: create-domain-entry --domain-name c.example --domain-entry name=www.c.example,target=192.0.2.1,type=A --region us-east-1
domain-get: get-domain --domain-name c.example --region us-east-1
domain-update-none: update-domain-entry --domain-name c.example --domain-entry id=0,name=www.c.example,target=192.0.2.2,type=A --region us-east-1
domain-entry-delete: delete-domain-entry --domain-name c.example --domain-entry name=www.c.example,target=192.0.2.1,type=A --region us-east-1
domain-delete: delete-domain --domain-name d.example --region us-east-1
domain-list: get-domains --region us-east-1
domain-elsewhere: get-domains --region ap-northeast-1
# load balancers
balancer-create: create-load-balancer --load-balancer-name balancer --instance-port 8080 --health-check-path /up --certificate-name secure --certificate-domain-name c.example --certificate-alternative-names www.c.example --ip-address-type ipv4 --tags key=Team,value=web
balancer-attribute: update-load-balancer-attribute --load-balancer-name balancer --attribute-name SessionStickinessEnabled --attribute-value true
balancer-attach: attach-instances-to-load-balancer --load-balancer-name balancer --instance-names web-1 mapped-not
balancer-attach-one: attach-instances-to-load-balancer --load-balancer-name balancer --instance-names web-1
balancer-types: set-ip-address-type --resource-type LoadBalancer --resource-name balancer --ip-address-type dualstack
balancer-certificates: get-load-balancer-tls-certificates --load-balancer-name balancer
balancer-secure: attach-load-balancer-tls-certificate --load-balancer-name balancer --certificate-name secure
balancer-second: create-load-balancer-tls-certificate --load-balancer-name balancer --certificate-name second --certificate-domain-name d.example
balancer-redirect: update-load-balancer-attribute --load-balancer-name balancer --attribute-name HttpsRedirectionEnabled --attribute-value true
balancer-get: get-load-balancer --load-balancer-name balancer
balancer-used: delete-load-balancer-tls-certificate --load-balancer-name balancer --certificate-name secure
balancer-second-delete: delete-load-balancer-tls-certificate --load-balancer-name balancer --certificate-name second
balancer-detach: detach-instances-from-load-balancer --load-balancer-name balancer --instance-names web-1
balancer-list: get-load-balancers
balancer-policies: get-load-balancer-tls-policies
balancer-operations: get-operations-for-resource --resource-name balancer
balancer-delete: delete-load-balancer --load-balancer-name balancer
# databases
database-bundles: get-relational-database-bundles --query bundles[].bundleId
database-bundles-all: get-relational-database-bundles --include-inactive --query bundles[].bundleId
database-blueprints: get-relational-database-blueprints
database-create: create-relational-database --relational-database-name db --relational-database-blueprint-id mysql_8_0 --relational-database-bundle-id micro_2_0 --master-database-name main --master-username owner --master-user-password hidden-1 --preferred-backup-window 16:00-16:30 --preferred-maintenance-window Tue:17:00-Tue:17:30 --publicly-accessible --tags key=a,value=b
database-zone: create-relational-database --relational-database-name two --availability-zone ap-northeast-1a --relational-database-blueprint-id mysql_8_0 --relational-database-bundle-id micro_ha_2_0 --master-database-name main --master-username owner
database-get: get-relational-database --relational-database-name db
database-update: update-relational-database --relational-database-name db --rotate-master-user-password --preferred-backup-window 15:00-15:30 --no-publicly-accessible --ca-certificate-identifier rds-ca-rsa4096-g1 --apply-immediately
database-wait: update-relational-database --relational-database-name db --disable-backup-retention --no-apply-immediately
database-list: get-relational-databases
database-password: get-relational-database-master-user-password --relational-database-name db --password-version PREVIOUS
database-none: get-relational-database-master-user-password --relational-database-name db --password-version PENDING
database-set: update-relational-database-parameters --relational-database-name db --parameters parameterName=max_connections,parameterValue=200,applyMethod=immediate parameterName=performance_schema,parameterValue=1,applyMethod=pending-reboot
database-parameters: get-relational-database-parameters --relational-database-name db
database-reboot: reboot-relational-database --relational-database-name db
database-snapshot: create-relational-database-snapshot --relational-database-name db --relational-database-snapshot-name db-1 --tags key=c,value=d
database-snapshot-get: get-relational-database-snapshot --relational-database-snapshot-name db-1
database-snapshots: get-relational-database-snapshots
database-restore: create-relational-database-from-snapshot --relational-database-name copy --relational-database-snapshot-name db-1 --relational-database-bundle-id small_ha_2_0
database-latest: create-relational-database-from-snapshot --relational-database-name latest --source-relational-database-name db --use-latest-restorable-time
database-early: create-relational-database-from-snapshot --relational-database-name early --source-relational-database-name db --restore-time 1538424000
database-streams: get-relational-database-log-streams --relational-database-name db
database-log: get-relational-database-log-events --relational-database-name db --log-stream-name error --start-from-head --start-time 2020-01-01
database-events: get-relational-database-events --relational-database-name db --duration-in-minutes 60
database-metric: get-relational-database-metric-data --relational-database-name db --metric-name CPUUtilization --period 60 --start-time 2024-01-01 --end-time 2024-01-02 --unit Percent --statistics Average
database-stop: stop-relational-database --relational-database-name db --relational-database-snapshot-name db-2
database-start: start-relational-database --relational-database-name db
database-undecided: delete-relational-database --relational-database-name db
database-delete: delete-relational-database --relational-database-name db --final-relational-database-snapshot-name db-last
database-gone: get-relational-database --relational-database-name db
database-snapshot-delete: delete-relational-database-snapshot --relational-database-snapshot-name db-1
# going
delete-add-on: delete-instance --instance-name web-1
delete: delete-instance --instance-name web-1 --force-delete-add-ons
deleted: get-instance --instance-name web-1
END

is "$(aws_out regions '.regions | length')" 16 "get-regions: all of them"
is "$(aws_out regions '.regions[] | select(.name == "ap-northeast-1").availabilityZones | map(.zoneName) | join(" ")')" \
    "ap-northeast-1a ap-northeast-1c ap-northeast-1d" "get-regions: with zones"
is "$(aws_out bundles '[.bundles[] | select(.bundleId == "medium_3_0") | .price, .ramSizeInGb, .diskSizeInGb, .transferPerMonthInGb] | join(" ")')" \
    "20 4 80 4096" "get-bundles: the numbers of the guide, over several pages"
is "$(aws_out bundles '[.bundles[] | select(.isActive | not)] | length')" 0 "get-bundles: only active ones"
contains "$(aws_out bundles-all 'join(" ")')" nano_2_0 "get-bundles --include-inactive"
contains "$(aws_out blueprints 'join(" ")')" ubuntu_22_04 "get-blueprints"
unlike "$(aws_out blueprints 'join(" ")')" ubuntu_18_04 "get-blueprints: only active ones"

is "$(aws_out create '[.operations[] | .resourceName + " " + .operationType + " " + .status] | join(", ")')" \
    "web-1 CreateInstance Succeeded, web-2 CreateInstance Succeeded, web-3 CreateInstance Succeeded" "create-instances: an operation for each"
is "$(aws_out get '.instance | [.blueprintId, .bundleId, .username, .state.name, .ipAddressType, .sshKeyName, (.isStaticIp | tostring)] | join(" ")')" \
    "ubuntu_22_04 nano_3_0 ubuntu running dualstack LightsailDefaultKeyPair false" "get-instance"
like "$(aws_out get .instance.arn)" '^arn:aws:lightsail:ap-northeast-1:123456789012:Instance/[0-9a-f-]{36}$' "get-instance: an ARN"
like "$(aws_out get .instance.publicIpAddress)" '^203\.0\.113\.' "get-instance: a public address"
like "$(aws_out get '.instance.ipv6Addresses[0]')" '^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$' "get-instance: an IPv6 address"
is "$(aws_out get '.instance.tags | map(.key + "=" + (.value // "nothing")) | join(" ")')" \
    "Environment=dev Alone=nothing" "get-instance: tags, one without a value"
is "$(aws_out get '.instance.addOns[0] | .name + " " + .status + " " + .snapshotTimeOfDay')" "AutoSnapshot Enabled 03:00" "get-instance: the add-on"
is "$(aws_out get '.instance.networking.ports | map("\(.protocol)/\(.fromPort) \(.cidrs[0]) \(.ipv6Cidrs[0])") | join(", ")')" \
    "tcp/22 0.0.0.0/0 ::/0, tcp/80 0.0.0.0/0 ::/0" "get-instance: the firewall of a new Linux server"
is "$(aws_out get '.instance.hardware | [.cpuCount, .ramSizeInGb, .disks[0].sizeInGb] | join(" ")')" "2 0.5 20" "get-instance: hardware"
is "$(aws_out get-app '.instance.networking.ports | map("\(.fromPort) \(.ipv6Cidrs | length)") | join(", ")')" "22 0, 80 0, 443 0" "an application opens HTTPS, too; with ipv4 it has no IPv6 rules"
is "$(aws_out get-v6 '.instance | "\(.publicIpAddress) \(.ipv6Addresses | length) \(.networking.ports[0].cidrs | length)"')" "null 1 0" "an IPv6-only instance has no public IPv4"
is "$(aws_out list 'join(" ")')" "web-1 web-2 web-3 blog six" "get-instances: every page"
is "$(aws_out page '.instances | length')" 3 "get-instances: a page has the size of --page-size"
is "$(aws_out state '.state.name + " " + (.state.code | tostring)')" "running 16" "get-instance-state"
is "$(sim_state '.regions["ap-northeast-1"].instances["web-2"].userData')" "echo hello" "user data is stored"
is "$(aws_out metadata '.operation.operationType + " " + .operation.status')" "UpdateInstanceMetadataOptions Completed" "update-instance-metadata-options"
is "$(aws_out stopped '.instance.metadataOptions | "\(.httpTokens) \(.httpPutResponseHopLimit) \(.state)"')" "required 2 applied" "... and the options are stored"

aws_out access .accessDetails.privateKey >"$SIM_DIR/id" && chmod 600 "$SIM_DIR/id"
aws_out access .accessDetails.certKey >"$SIM_DIR/id-cert.pub"
if command -v ssh-keygen >/dev/null; then
    like "$(ssh-keygen -L -f "$SIM_DIR/id-cert.pub" 2>&1)" 'Principals:[[:space:]]+ubuntu' "access details: a certificate that OpenSSH reads"
    is "$(ssh-keygen -y -f "$SIM_DIR/id" | cut -d' ' -f1)" ssh-rsa "access details: a private key that OpenSSH reads"
    is "$(aws_out access '.accessDetails.hostKeys[0].fingerprintSHA256')" \
        "$(aws_out access '.accessDetails.hostKeys[0] | .algorithm + " " + .publicKey' | ssh-keygen -l -f - | cut -d' ' -f2)" "access details: the fingerprint of the host key"
else
    skip 3 "there is no ssh-keygen"
fi

is "$(aws_out stopped '.instance | "\(.state.name) \(.publicIpAddress)"')" "stopped null" "stop-instance removes the public address"
like "$(aws_out started .instance.publicIpAddress)" '^203\.0\.113\.' "start-instance assigns one"
isnt "$(aws_out started .instance.publicIpAddress)" "$(aws_out get .instance.publicIpAddress)" "... another one"
is "$(aws_out reboot '.operations[0].operationType')" RebootInstance "reboot-instance"

is "$(aws_out v4 '.instance | "\(.ipAddressType) \(.ipv6Addresses | length) \(.bundleId)"')" "ipv4 0 nano_3_0" "set-ip-address-type to ipv4"
contains "$(aws_err to-v6-refused)" acceptBundleUpdate "set-ip-address-type to ipv6 needs acceptBundleUpdate"
is "$(aws_out v6 '.instance | "\(.ipAddressType) \(.bundleId) \(.publicIpAddress)"')" "ipv6 nano_ipv6_3_0 null" "... and changes the bundle"

is "$(aws_out attach '[.operations[] | .resourceType + " " + .resourceName + " " + .operationDetails] | join(", ")')" \
    "StaticIp address-1 web-1, Instance web-1 address-1" "attach-static-ip: two operations"
is "$(aws_out static '.staticIp | "\(.isAttached) \(.attachedTo)"')" "true web-1" "get-static-ip"
is "$(aws_out with-static '.instance | "\(.publicIpAddress) \(.isStaticIp)"')" "$(aws_out static .staticIp.ipAddress) true" "the instance has the static address"
contains "$(aws_err attach-again)" "already attached" "an attached static IP cannot be attached again"
contains "$(aws_err release-attached)" "Detach it first" "an attached static IP cannot be released"
is "$(aws_out detached '.staticIp | "\(.isAttached) \(.attachedTo) \(.ipAddress)"')" "false null $(aws_out static .staticIp.ipAddress)" "detach-static-ip keeps the static IP"
like "$(aws_out without-static '.instance | "\(.publicIpAddress) \(.isStaticIp)"')" '^203\.0\.113\.[0-9]+ false$' "the instance has another address then"
is "$(aws_out statics '.staticIps | length')" 1 "get-static-ips"
contains "$(aws_err released)" "(NotFoundException)" "release-static-ip"
contains "$(aws_err released)" "The StaticIp does not exist: address-1" "... and the message of the service"

is "$(aws_out ports '.portStates | map("\(.protocol) \(.fromPort)-\(.toPort) \(.state) " + ((.cidrs + .ipv6Cidrs) | join("+"))) | join(", ")')" \
    "all 0-65535 open 10.0.0.0/8, icmp 8--1 open 0.0.0.0/0+::/0, tcp 22-22 open 192.0.2.44/32+198.51.100.0/24+2001:db8::1/128, udp 51820-51820 open 0.0.0.0/0+::/0" \
    "put-instance-public-ports: normalized and sorted"
is "$(aws_out opened '.portStates[] | select(.fromPort == 22) | .cidrs | join("+")')" "192.0.2.44/32+192.0.2.45/32+198.51.100.0/24" "open-instance-public-ports adds"
is "$(aws_out opened '.portStates[] | select(.fromPort == 9090) | "\(.cidrs | length) \(.cidrListAliases[0])"')" "0 lightsail-connect" "... and an alias opens the port to no other source"
is "$(aws_out closed '.portStates[] | select(.fromPort == 22) | .cidrs | join("+")')" "192.0.2.45/32+198.51.100.0/24" "close-instance-public-ports removes a source"
is "$(aws_out closed '[.portStates[] | select(.fromPort == 9090)] | length')" 0 "... or the whole rule"
is "$(aws_out none '.portStates | length')" 0 "an empty list closes every port"

like "$(aws_out key-create .privateKeyBase64)" '^-----BEGIN RSA PRIVATE KEY-----' "create-key-pair: a private key"
like "$(aws_out key-create .publicKeyBase64)" '^ssh-rsa AAAA' "create-key-pair: a public key"
like "$(aws_out key-create .keyPair.fingerprint)" '^([0-9a-f]{2}:){19}[0-9a-f]{2}$' "create-key-pair: a SHA-1 fingerprint"
is "$(aws_out key-import .operation.operationType)" ImportKeyPair "import-key-pair"
is "$(aws_out key-get .keyPair.fingerprint)" "$(cut -d' ' -f2 <<<"$KEY" | base64 -d | openssl dgst -sha256 -binary | base64)" "get-key-pair: the fingerprint of an Ed25519 key"
if [ -n "$RSA_PUBLIC" ]; then
    is "$(aws_out key-get-rsa .keyPair.fingerprint)" \
        "$(ssh-keygen -e -m PKCS8 -f "$RSA/key.pub" | openssl pkey -pubin -outform DER | openssl md5 -c | sed 's/.*= *//')" "get-key-pair: the fingerprint of an RSA key"
else
    skip 1 "there is no ssh-keygen"
fi
is "$(aws_out keys 'join(" ")')" "made ed rsa" "get-key-pairs"
is "$(aws_out keys-all 'join(" ")')" "LightsailDefaultKeyPair made ed rsa" "get-key-pairs with the default one"
like "$(aws_out key-download .privateKeyBase64)" '^-----BEGIN RSA' "download-default-key-pair"
contains "$(aws_err key-wrong)" "The fingerprint of the key pair ed is" "delete-key-pair checks the fingerprint"
is "$(aws_out key-delete .operation.status)" Succeeded "delete-key-pair"
is "$(aws_out key-used '.operations[0].status')" Succeeded "an instance with its own key pair"

is "$(aws_out add-on-on '.[0] | .status + " " + .snapshotTimeOfDay')" "Enabled 20:00" "enable-add-on"
is "$(aws_out add-on-gone '.[0].status')" Disabled "disable-add-on"
is "$(aws_out tagged 'map(.key + "=" + (.value // "nothing")) | join(" ")')" "Environment=prod More=nothing" "tag-resource and untag-resource"

is "$(aws_out operations '"\(.operations | length) \(.operations[0].operationType)"')" "3 UntagResource" "get-operations: a page, the newest first"
is "$(aws_out of-resource '[.operations[].operationType] | join(" ")')" "ReleaseStaticIp DetachStaticIp AttachStaticIp" "get-operations-for-resource: a page"
like "$(aws_out of-resource .nextPageToken)" '^[A-Za-z0-9+/]+=*$' "... and a token"
is "$(aws_out names '.activeNames | join(" ")')" "cert web-1 web-2 web-3 blog six made rsa keyed" "get-active-names: all types"
is "$(aws_out cost '.resourcesBudgetEstimate[0].resourceName')" web-1 "get-cost-estimate"

is "$(aws_out disk-get '.disk | "\(.state) \(.isAttached) \(.attachedTo) \(.path)"')" "in-use true web-1 /dev/xvdf" "create-disk, attach-disk, get-disk"
contains "$(aws_err disk-busy)" "You can't detach this disk right now. The state of this disk is: in-use" "detach-disk needs a stopped instance"
contains "$(aws_err disk-delete-attached)" "the disk is still attached to a Lightsail instance: web-1" "delete-disk needs a detached disk"
is "$(aws_out disks '.disks[0] | "\(.state) \(.isAttached)"')" "available false" "detach-disk"
is "$(aws_out disk-snap-get '.diskSnapshot | "\(.state) \(.sizeInGb) \(.fromDiskName)"')" "completed 32 data" "create-disk-snapshot"
is "$(aws_out disk-snaps 'join(" ")')" data-1 "get-disk-snapshots"
is "$(aws_out disk-from '.operations[0].status')" Succeeded "create-disk-from-snapshot"
contains "$(aws_err disk-from-small)" "at least the size of the snapshot" "... is not smaller"
is "$(aws_out disk-snap-delete '.operations[0].operationType')" DeleteDiskSnapshot "delete-disk-snapshot"
is "$(aws_out disk-delete '.operations[0].operationType')" DeleteDisk "delete-disk"

is "$(aws_out snap-get '.instanceSnapshot | "\(.state) \(.fromInstanceName) \(.fromBundleId) \(.sizeInGb)"')" "available web-1 nano_3_0 20" "create-instance-snapshot"
is "$(aws_out snaps 'join(" ")')" web-1-a "get-instance-snapshots"
is "$(aws_out restored '.instance | "\(.blueprintId) \(.bundleId) \(.location.availabilityZone)"')" "ubuntu_22_04 small_3_0 ap-northeast-1c" "create-instances-from-snapshot"
is "$(aws_out snap-auto '.autoSnapshots | length')" 0 "get-auto-snapshots"
contains "$(aws_err snap-auto-delete)" "(NotFoundException)" "delete-auto-snapshot"
is "$(aws_out snap-copy '.operations[0] | "\(.resourceName) \(.operationDetails)"')" "web-1-b ap-northeast-1:web-1-a" "copy-snapshot"
is "$(aws_out snap-copied '.instanceSnapshot | "\(.state) \(.fromInstanceName) \(.isFromAutoSnapshot)"')" "available web-1 false" "... is like its source"
is "$(aws_out snap-export '.operations[0].operationType')" ExportSnapshot "export-snapshot"
is "$(aws_out snap-exports '.exportSnapshotRecords[0] | "\(.state) \(.sourceInfo.name) \(.destinationInfo.service)"')" "Succeeded web-1-a Aws::EC2::Image" \
    "get-export-snapshot-records"
contains "$(aws_err snap-mapped)" "has no disk at the path /dev/xvdz" "an attached disk mapping"
is "$(aws_out snap-delete '.operations[0].operationType')" DeleteInstanceSnapshot "delete-instance-snapshot"
is "$(aws_out bucket-bundles 'join(" ")')" "small_1_0 medium_1_0 large_1_0 small_0_1" "get-bucket-bundles"
is "$(aws_out bucket '"\(.bucket | "\(.name) \(.objectVersioning) \(.tags[0].value)") \(.operations[0].operationType)"')" "files-1 Enabled b CreateBucket" "create-bucket"
is "$(aws_out bucket-get '.buckets[0] | "\(.state.code) \(.cors.rules | length) \(.resourcesReceivingAccess | length)"') $(aws_out bucket-get .accountLevelBpaSync.status)" "OK 0 0 NeverSynced" "get-buckets"
is "$(aws_out bucket-update '.bucket | "\(.accessRules.getObject) \(.objectVersioning) \(.readonlyAccessAccounts[0]) \(.accessLogConfig.prefix) \(.cors.rules[0].allowedMethods[0])"')" "public Suspended 111111111111 logs/ GET" "update-bucket"
is "$(aws_out bucket-access '.operations | map(.resourceName) | join(",")') $(aws_out bucket-with '.buckets[0].resourcesReceivingAccess[0].name')" "files-1,web-1 web-1" "set-resource-access-for-bucket"
is "$(aws_out bucket-key '.accessKey | "\(.secretAccessKey | length) \(.status)"') $(aws_out bucket-keys '.accessKeys[0] | "\(has("secretAccessKey")) \(.lastUsed.region)"')" "40 Active false N/A" "create-bucket-access-key, get-bucket-access-keys"
contains "$(aws_err bucket-key-none)" "(NotFoundException)" "delete-bucket-access-key: one that does not exist"
is "$(aws_out bucket-bundle '.operations[0].operationType') $(aws_out bucket-metric '.metricData | length')" "UpdateBucketBundle 0" "update-bucket-bundle, get-bucket-metric-data"
contains "$(aws_err bucket-bundle-again)" "one time within a monthly billing cycle" "... once in a month"
contains "$(aws_err bucket-used)" "has access keys, has instances with access to it" "delete-bucket: one in use"
is "$(aws_out bucket-delete '.operations[0].operationType') $(aws_out buckets '.buckets | length')" "DeleteBucket 0" "... with force"
is "$(aws_out cdn-bundles '.bundles | map(.bundleId) | join(" ")')" "small_1_0 medium_1_0 large_1_0 small_0_1" "get-distribution-bundles"
is "$(aws_out cdn '"\(.distribution | "\(.name) \(.status) \(.isEnabled) \(.originPublicDNS)") \(.operation.operationType)"')" \
    "cdn InProgress true content.s3.ap-northeast-1.amazonaws.com CreateDistribution" "create-distribution"
contains "$(aws_err cdn-elsewhere)" "only available in the us-east-1 Region" "get-distributions: in another region"
is "$(aws_out cdn-get '.distributions[0] | "\(.status) \(.cacheBehaviors[0].path) \(.cacheBehaviorSettings.forwardedHeaders.headersAllowList[0]) \(.tags[0].value)"')" "Deployed a/* Host b" "get-distributions"
is "$(aws_out cdn-update '.operation.operationType') $(aws_out cdn-updated '.distributions[0] | "\(.isEnabled) \(.viewerMinimumTlsProtocolVersion)"')" "UpdateDistribution false TLSv1.2_2019" "update-distribution"
is "$(aws_out cdn-bundle '.operation.operationType') $(aws_out cdn-attach '.operation.operationType') $(aws_out cdn-attached '.distributions[0] | "\(.bundleId) \(.certificateName) \(.alternativeDomainNames[0])"')" \
    "UpdateDistributionBundle AttachCertificateToDistribution medium_1_0 cert a.example" "update-distribution-bundle, attach-certificate-to-distribution"
is "$(aws_out cdn-detach '.operation.operationType') $(aws_out cdn-delete '.operation.operationType')" "DetachCertificateFromDistribution DeleteDistribution" "detach-certificate-from-distribution, delete-distribution"
is "$(aws_out cdn-reset .status) $(aws_out cdn-latest .status)" "InProgress Completed" "reset-distribution-cache, get-distribution-latest-cache-reset"
is "$(aws_out sub-check '"\(.available) \(has("reservationExpiresAt"))"') $(aws_out sub '"\(.subdomain.fqdn) \(.operation.operationType)"')" "true true blog.mysite.amazonlightsail.com CreateSubdomain" "check-subdomain-availability, create-subdomain"
is "$(aws_out sub-get '.subdomains[0] | "\(.state) \(.tags[0].value)"') $(aws_out sub-list '.subdomains[0] | "\(.subdomainName) \(.state) \(.children[0].subdomainName)"')" "UNATTACHED b mysite IMPLICIT blog.mysite" "get-subdomains"
contains "$(aws_err sub-none)" "(NotFoundException)" "update-subdomain-association: a distribution that does not exist"
is "$(aws_out sub-delete .operation.operationType) $(aws_out profile .profileType)" "DeleteSubdomain Lightsailor" "delete-subdomain, get-profile"
is "$(aws_out peer .operation.operationType) $(aws_out peered .isPeered) $(aws_out unpeer .operation.operationType)" "PeeredVpc true UnpeeredVpc" "peer-vpc, is-vpc-peered, unpeer-vpc"
is "$(aws_out https '.operations[0].operationType') $(aws_out https-history '.setupHistory[0] | "\(.status) \(.request.certificateProvider)"')" "SetupInstanceHttps failed LetsEncrypt" "setup-instance-https, get-setup-history"
is "$(aws_out host-keys '.operations[0].operationType')" DeleteKnownHostKeys "delete-known-host-keys"
for label in gui-start gui-access gui-stop; do
    contains "$(aws_err $label)" "not a Lightsail for Research resource" "$label: an instance has no desktop"
done
is "$(aws_out contact '.operations[0].operationType') $(aws_out contacts '.contactMethods[0] | "\(.status) \(.contactEndpoint) \(.tags[0].value)"')" "CreateContactMethod PendingVerification me@a.example b" "create-contact-method, get-contact-methods"
contains "$(aws_err contact-again)" "already exists in the Region" "... one of each protocol"
is "$(aws_out contact-verify '.operations[0].operationType') $(aws_out contact-delete '.operations[0].operationType')" "SendContactMethodVerification DeleteContactMethod" "send-contact-method-verification, delete-contact-method"
is "$(aws_out alarm '.operations[0].operationType') $(aws_out alarm-get '.alarms[0] | "\(.name) \(.state) \(.threshold) \(.statistic) \(.notificationTriggers | join("+"))"')" "PutAlarm busy OK 80.5 Average ALARM+OK" "put-alarm, get-alarms"
is "$(aws_out alarm-test '.operations[0].operationType') $(aws_out alarm-delete '.operations[0].operationType')" "TestAlarm DeleteAlarm" "test-alarm, delete-alarm"
is "$(aws_out metric-instance '"\(.metricName) \(.metricData | length)"')" "CPUUtilization 0" "get-instance-metric-data"
for label in metric-balancer metric-service metric-cdn; do
    contains "$(aws_err $label)" "(NotFoundException)" "$label: one that does not exist"
done
is "$(aws_out powers 'join(" ")') $(aws_out container-meta '.metadata[0].name')" "nano micro small medium large xlarge lightsailctlVersion" "get-container-service-powers, get-container-api-metadata"
is "$(aws_out certificate-create '"\(.certificate.certificateName) \(.operations[0].operationType)"')" "other CreateCertificate" "create-certificate"
is "$(aws_out certificates '.certificates | map("\(.certificateName) \(.certificateDetail.status) \(.certificateDetail.domainValidationRecords[0].resourceRecord.type)") | join(",")')" \
    "cert ISSUED CNAME" "get-certificates"
contains "$(aws_err certificate-used)" "in use by the container service app" "delete-certificate: one that is used"
is "$(aws_out certificate-delete '.operations[0].operationType')" DeleteCertificate "... and one that is not"
is "$(aws_out domain-create '.operation | "\(.operationType) \(.location.regionName)"')" "CreateDomain global" "create-domain"
is "$(aws_out domain-entry .operation.operationType)" CreateDomainEntry "create-domain-entry"
contains "$(aws_err domain-entry-twice)" "already exists" "... once"
is "$(aws_out domain-get '.domain | "\(.arn | split(":")[3]) \(.tags[0].key) \(.domainEntries | map(.type) | unique | join(","))"')" "global Team A,NS,SOA" "get-domain"
contains "$(aws_err domain-update-none)" "(NotFoundException)" "update-domain-entry"
is "$(aws_out domain-entry-delete .operation.status) $(aws_out domain-delete .operation.operationType)" "Succeeded DeleteDomain" "delete-domain-entry, delete-domain"
is "$(aws_out domain-list '.domains | map(.name) | join(",")')" c.example "get-domains"
contains "$(aws_err domain-elsewhere)" "only available in the us-east-1 Region" "... in one region"
is "$(aws_out balancer-create '.operations | map("\(.resourceType) \(.operationType)") | join(",")')" \
    "LoadBalancer CreateLoadBalancer,LoadBalancerTlsCertificate CreateLoadBalancerTlsCertificate,LoadBalancer CreateLoadBalancerTlsCertificate" "create-load-balancer"
is "$(aws_out balancer-attribute '.operations[0].operationDetails')" SessionStickinessEnabled "update-load-balancer-attribute"
contains "$(aws_err balancer-attach)" "The Instance does not exist: mapped-not" "attach-instances-to-load-balancer"
is "$(aws_out balancer-attach-one '.operations | map(.resourceName) | join(",")')" balancer,web-1 "... one"
is "$(aws_out balancer-certificates '.tlsCertificates | map("\(.name) \(.status) \(.domainValidationRecords | map(.dnsRecordCreationState.code) | join(","))") | join(" ")')" \
    "secure ISSUED SUCCEEDED,SUCCEEDED" "get-load-balancer-tls-certificates: validated by the zone"
is "$(aws_out balancer-get '.loadBalancer | "\(.protocol) \(.ipAddressType) \(.healthCheckPath) \(.httpsRedirectionEnabled) \(.instanceHealthSummary[0].instanceHealth) \(.tlsCertificateSummaries | map("\(.name) \(.isAttached)") | join(","))"')" \
    "HTTP_HTTPS dualstack /up true healthy secure true,second false" "get-load-balancer"
contains "$(aws_err balancer-used)" "attached to the load balancer" "delete-load-balancer-tls-certificate"
is "$(aws_out balancer-second-delete '.operations | length') $(aws_out balancer-detach '.operations[1].resourceName') $(aws_out balancer-secure '.operations[0].status')" "2 web-1 Succeeded" "... and the others"
is "$(aws_out balancer-list '.loadBalancers | map("\(.name) \(.instanceHealthSummary | length) \(.tlsCertificateSummaries | length)") | join(",")')" "balancer 0 1" "get-load-balancers"
is "$(aws_out balancer-policies '.tlsPolicies | length') $(aws_out balancer-operations '.operations[0].resourceName')" "2 balancer" "get-load-balancer-tls-policies, get-operations-for-resource"
is "$(aws_out balancer-delete '.operations[0].status')" Succeeded "delete-load-balancer"
is "$(aws_out container-create '.containerService | "\(.state) \(.publicDomainNames | tojson)"')" 'PENDING {"cert":["a.example"]}' "create-container-service"
is "$(aws_out container-get '.containerServices[0] | "\(.state) \(.scale)"')" "READY 1" "get-container-services"
is "$(aws_out container-update '.containerService | "\(.state) \(.scale)"')" "UPDATING 2" "update-container-service"
is "$(aws_out container-login .registryLogin.username)" AWS "create-container-service-registry-login"
is "$(aws_out container-image .containerImage.image)$(aws_out container-images '.containerImages[0].image')" :app.one.1:app.one.1 "register-container-image, get-container-images"
is "$(aws_out container-deploy .containerService.state)" DEPLOYING "create-container-service-deployment"
is "$(aws_out container-running '.containerServices[0] | "\(.state) \(.url | startswith("https://app.")) \(.currentDeployment.containers.one | tojson) \(.currentDeployment.publicEndpoint.healthCheck | .path + .successCodes)"')" \
    'RUNNING true {"image":":app.one.1","command":["run","all"],"environment":{"A":"b"},"ports":{"80":"HTTP","53":"UDP"}} /up200-499' "... with everything that was sent, and the number of the latest image"
is "$(aws_out container-versions '.deployments[0] | "\(.version) \(.state)"')" "1 ACTIVE" "get-container-service-deployments"
is "$(aws_out container-log '.logEvents | map(.message) | join(", ")')" "[deployment:1] Creating your deployment, [deployment:1] Started 2 new nodes, [deployment:1] Reached a steady state" "get-container-log"
is "$(aws_out container-log-filter '.logEvents[0].message')" "[deployment:1] Reached a steady state" "... with a filter and a time range"
contains "$(aws_err container-log-next)" "page token is not valid" "... with a page token of another operation"
contains "$(aws_err container-log-wrong)" "Invalid character(s) in term '/'" "... with a filter that needs double quotes"
contains "$(aws_err container-image-delete)" "is in use" "delete-container-image"
contains "$(aws_err container-image-none)" "(NotFoundException)" "... that does not exist"
is "$(aws_out container-first-get '.containerServices[0] | "\(.state) \(.currentDeployment.version)"')" "RUNNING 1" "create-container-service with a deployment"
is "$(aws_err container-delete)" "" "delete-container-service"
contains "$(aws_err container-gone)" "(NotFoundException)" "... and it is gone"
is "$(aws_out database-bundles length) $(aws_out database-bundles-all length) $(aws_out database-blueprints '.blueprints | map(select(.isEngineDefault).blueprintId) | join(" ")')" "8 16 mysql_8_0 postgres_16" \
    "get-relational-database-bundles, get-relational-database-blueprints"
is "$(aws_out database-create '.operations[0] | "\(.resourceType) \(.operationType)"')" "RelationalDatabase CreateRelationalDatabase" "create-relational-database"
contains "$(aws_err database-zone)" "high availability" "... a plan with two zones accepts none"
is "$(aws_out database-get '.relationalDatabase | "\(.state) \(.engine) \(.masterEndpoint.port) \(.publiclyAccessible) \(.preferredMaintenanceWindow) \(.latestRestorableTime != null) \(.tags[0].value)"')" \
    "available mysql 3306 true tue:17:00-tue:17:30 true b" "get-relational-database"
is "$(aws_out database-list '.relationalDatabases[0] | "\(.publiclyAccessible) \(.preferredBackupWindow) \(.caCertificateIdentifier) \(.backupRetentionEnabled) \(.pendingModifiedValues | tojson)"')" \
    'false 15:00-15:30 rds-ca-rsa4096-g1 true {"backupRetentionEnabled":false}' "update-relational-database, get-relational-databases"
is "$(aws_out database-password .masterUserPassword)" hidden-1 "get-relational-database-master-user-password: the previous one"
contains "$(aws_err database-none)" "(NotFoundException)" "... a pending one that does not exist"
is "$(aws_out database-parameters '.parameters[] | select(.parameterName | test("^(max_connections|performance_schema)$")) | "\(.parameterValue) \(.applyType)"' | tr '\n' ' ')" "200 dynamic 1 static " \
    "update-relational-database-parameters, get-relational-database-parameters"
is "$(aws_out database-reboot '.operations[0] | "\(.operationType) \(.operationDetails)"')" "RebootRelationalDatabase " "reboot-relational-database"
is "$(aws_out database-snapshot '.operations | map(.resourceName) | join(" ")')" "db-1 db" "create-relational-database-snapshot"
is "$(aws_out database-snapshot-get '.relationalDatabaseSnapshot | "\(.state) \(.fromRelationalDatabaseName) \(.fromRelationalDatabaseBlueprintId) \(.tags[0].key)"')$(aws_out database-snapshots '.relationalDatabaseSnapshots | length')" \
    "available db mysql_8_0 c1" "get-relational-database-snapshot, get-relational-database-snapshots"
is "$(aws_out database-restore '.operations[0].operationDetails') $(aws_out database-latest '.operations[0].operationDetails')" "db-1 db" "create-relational-database-from-snapshot: a snapshot, a point in time"
contains "$(aws_err database-early)" "The restore time must be from" "... one that is too early"
is "$(aws_out database-streams '.logStreams | join(" ")') $(aws_out database-log '.resourceLogEvents | length > 0')" "audit error general slowquery true" "get-relational-database-log-streams, …-log-events"
contains "$(aws_out database-events '.relationalDatabaseEvents | map(.message) | join(",")')" "Finished Relational Database backup" "get-relational-database-events"
is "$(aws_out database-metric '"\(.metricName) \(.metricData | length)"')" "CPUUtilization 0" "get-relational-database-metric-data: nothing is measured"
is "$(aws_out database-stop '.operations | length') $(aws_out database-start '.operations[0].operationType')" "3 StartRelationalDatabase" "stop-relational-database, start-relational-database"
contains "$(aws_err database-undecided)" "finalRelationalDatabaseSnapshotName is required" "delete-relational-database needs a decision"
is "$(aws_out database-delete '.operations | map(.operationType) | join(" ")')" "DeleteRelationalDatabase CreateRelationalDatabaseSnapshot CreateRelationalDatabaseSnapshot" "... with a last snapshot"
contains "$(aws_err database-gone)" "The RelationalDatabase does not exist: db" "... and it is gone"
is "$(aws_out database-snapshot-delete '.operations[0].isTerminal')" true "delete-relational-database-snapshot"
# The enum of the model has only one of the two engines.
# The words that the model does not have, as the service uses them: the Region "global" of zones, an operation and an engine.
[ -z "$AWS_PYTHON" ] || is "$(sed 's/^[A-Za-z]*Domains*[A-Za-z]*\..*regionName=/regionName=/' "$AWS_OUT/strangers" | sort -u | tr '\n' ' ')" \
    "CreateDomainEntry.operation.operationType='CreateDomainEntry' GetRelationalDatabaseBlueprints.blueprints[].engine='postgres' regionName='global' " \
    "every response about containers, databases, zones, certificates and load balancers has the shape of the model"
contains "$(aws_err delete-add-on)" forceDeleteAddOns "delete-instance: refused with enabled add-ons"
is "$(aws_out delete '.operations[-1].operationType')" DeleteInstance "delete-instance"
contains "$(aws_err deleted)" "The Instance does not exist: web-1" "... and it is deleted"

tags51=$(for i in $(seq 51); do printf 'key=k%d,value=v ' "$i"; done)
long_key=$(printf 'k%.0s' $(seq 129))
aws_batch <<END
stack: create-cloud-formation-stack --instances sourceName=$(sim_names export_snapshot_records),instanceType=t3.nano,portInfoSource=CLOSED,availabilityZone=ap-northeast-1a
stacks: get-cloud-formation-stack-records
name-taken: create-instances --instance-names web-2 $WEB
name-taken-type: allocate-static-ip --static-ip-name web-2
name-wrong: create-instances --instance-names 'custom gitlab' $WEB
name-short: allocate-static-ip --static-ip-name x
bundle: create-instances --instance-names other --availability-zone ap-northeast-1a --blueprint-id ubuntu_22_04 --bundle-id giant_3_0
bundle-old: create-instances --instance-names other --availability-zone ap-northeast-1a --blueprint-id ubuntu_22_04 --bundle-id nano_2_0
bundle-windows: create-instances --instance-names other --availability-zone ap-northeast-1a --blueprint-id ubuntu_22_04 --bundle-id nano_win_3_0
bundle-v6: create-instances --instance-names other --availability-zone ap-northeast-1a --blueprint-id ubuntu_22_04 --bundle-id nano_ipv6_3_0
blueprint: create-instances --instance-names other --availability-zone ap-northeast-1a --blueprint-id beos --bundle-id nano_3_0
blueprint-old: create-instances --instance-names other --availability-zone ap-northeast-1a --blueprint-id ubuntu_18_04 --bundle-id nano_3_0
blueprint-power: create-instances --instance-names other --availability-zone ap-northeast-1a --blueprint-id gitlab --bundle-id nano_3_0
zone: create-instances --instance-names other --availability-zone ap-northeast-1b --blueprint-id ubuntu_22_04 --bundle-id nano_3_0
zone-region: create-instances --instance-names other --availability-zone us-east-1a --blueprint-id ubuntu_22_04 --bundle-id nano_3_0
key: create-instances --instance-names other $WEB --key-pair-name unknown
key-bad: import-key-pair --key-pair-name bad --public-key-base64 'ssh-rsa AAAA'
tags-many: create-instances --instance-names other $WEB --tags $tags51
tags-long: tag-resource --resource-name web-2 --tags key=$long_key
tags-aws: tag-resource --resource-name web-2 --tags key=aws:mine,value=x
tags-twice: tag-resource --resource-name web-2 --tags key=a key=a
tags-static: allocate-static-ip --static-ip-name untaggable
tags-static2: tag-resource --resource-name untaggable --tags key=a
time: enable-add-on --resource-name web-2 --add-on-request addOnType=AutoSnapshot,autoSnapshotAddOnRequest={snapshotTimeOfDay=20:30}
research: enable-add-on --resource-name web-2 --add-on-request addOnType=StopInstanceOnIdle
cidr: put-instance-public-ports --instance-name web-2 --port-infos fromPort=22,toPort=22,protocol=tcp,cidrs=300.1.1.1/24
range: put-instance-public-ports --instance-name web-2 --port-infos fromPort=90,toPort=80,protocol=tcp
port: put-instance-public-ports --instance-name web-2 --port-infos fromPort=22,toPort=70000,protocol=tcp
protocol: put-instance-public-ports --instance-name web-2 --port-infos fromPort=22,toPort=22,protocol=sctp
alias: put-instance-public-ports --instance-name web-2 --port-infos fromPort=22,toPort=22,protocol=tcp,cidrListAliases=everyone
token: get-instances --starting-token bm9uc2Vuc2U=
operation: get-operation --operation-id 71566a01-0000-0000-0000-000000000000
elsewhere: AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1 get-instances
secret: AWS_SECRET_ACCESS_KEY=wrong get-regions
id: AWS_ACCESS_KEY_ID=AKIDNOBODY get-regions
session: AWS_ACCESS_KEY_ID=ASIA AWS_SECRET_ACCESS_KEY=temporary AWS_SESSION_TOKEN=token get-regions
session-none: AWS_ACCESS_KEY_ID=ASIA AWS_SECRET_ACCESS_KEY=temporary get-regions
session-old: AWS_ACCESS_KEY_ID=ASIA AWS_SECRET_ACCESS_KEY=temporary AWS_SESSION_TOKEN=old get-regions
region: AWS_DEFAULT_REGION=mars-north-1 AWS_REGION=mars-north-1 get-regions
anonymous: get-regions --no-sign-request
END
is "$(aws_out stack '.operations[0].operationType')" CreateCloudFormationStack "create-cloud-formation-stack"
is "$(aws_out stacks '.cloudFormationStackRecords[0] | "\(.state) \(.sourceInfo[0].resourceType) \(.destinationInfo.service)"')" \
    "Succeeded ExportSnapshotRecord Aws::CloudFormation::Stack" "get-cloud-formation-stack-records"
refused() { # LABEL CODE WORDS
    contains "$(aws_err "$1")" "($2)" "$1: $2" && contains "$(aws_err "$1")" "$3" "$1: says '$3'"
}
bad() { refused "$1" InvalidInputException "$2"; }
bad name-taken "Some names are already in use: web-2"
bad name-taken-type "Some names are already in use: web-2"
bad name-wrong "custom gitlab is not a valid resource name"
bad name-short "Resource names must be at least 2 characters long"
bad bundle "giant_3_0"
bad bundle-old "no longer available"
bad bundle-windows "does not support the platform"
bad bundle-v6 "IP address type"
bad blueprint "beos"
bad blueprint-old "no longer available"
bad blueprint-power "power of at least 1000"
bad zone "ap-northeast-1b"
bad zone-region "us-east-1a"
refused key NotFoundException "The KeyPair does not exist: unknown"
bad key-bad "OpenSSH"
bad tags-many "at most 50 tags"
bad tags-long "longer than 128"
bad tags-aws "aws:"
bad tags-twice "unique"
bad tags-static2 "not supported for the resource type StaticIp"
bad time "HH:00"
bad research "Lightsail for Research"
bad cidr "300.1.1.1/24"
bad range "must not be greater"
bad port "less than or equal to 65535"
bad protocol "must satisfy enum value set: [tcp, all, udp, icmp, icmpv6]"
bad alias "everyone"
bad token "page token"
refused operation NotFoundException "The Operation does not exist"
is "$(sim_call GetNothing '{}' | jq -r .__type)" UnknownOperationException "an operation that does not exist"
is "$(aws_out elsewhere '.instances | length')" 0 "every region has its own objects"
refused secret InvalidSignatureException "does not match the signature you provided"
refused id UnrecognizedClientException "security token included in the request is invalid"
is "$(aws_status session)" 0 "a session token is accepted"
refused session-none UnrecognizedClientException "invalid"
refused session-old ExpiredTokenException "expired"
refused region InvalidSignatureException "valid Region"
refused anonymous MissingAuthenticationTokenException "Missing Authentication Token"
is "$(sim_metric GetNothing)" 0 "metrics: an operation that is unknown"
is "$(sim_metric Unknown)" 1 "... is counted as such"
is "$(sim_metric TagResource)" 5 "metrics: calls by operation"
contains "$(sim_requests TagResource '.[0].user_agent')" aws-cli "requests: the user agent"
is "$(sim_requests TagResource '.[0].body.tags[0]')" '{"key":"Environment","value":"prod"}' "requests: the body"
unlike "$(sim_requests)" 'Signature=|wJalrXUtnFEMI|BEGIN RSA' "requests: no secrets"

# Every operation that the simulator has was called at least once.
missing=$(comm -23 <(sim_operations) \
    <(sim_http GET /_sim/metrics | jq -r '.calls | keys[]' | sort) | tr '\n' ' ')
is "$missing" "" "every operation was called"

# A clock that is wrong by more than a quarter of an hour; an old version of the CLI.
sim_stop
is "$SIM_STATUS" 0 "the simulator ends cleanly on SIGTERM"
sim_start --pending-ms 0 --operation-ms 0 --clock-offset-s 1000
aws_use "${every_aws[0]}"
aws_batch <<END
late: get-regions
END
refused late InvalidSignatureException "Signature expired"
sim_stop
if [ ${#every_aws[@]} -gt 1 ]; then
    sim_start --pending-ms 0 --operation-ms 0
    aws_use "${every_aws[1]}"
    diag "$("$AWS" --version)"
    aws_batch <<END
create: create-instances --instance-names web-1 $WEB --tags key=Alone
get: get-instance --instance-name web-1
gone: get-instance --instance-name web-2
bundles: get-bundles
END
    is "$(aws_out create '.operations[0].status')" Succeeded "another aws CLI: create-instances"
    is "$(aws_out get .instance.state.name)" running "another aws CLI: get-instance"
    contains "$(aws_err gone)" "The Instance does not exist: web-2" "another aws CLI: an error"
    contains "$(aws_out bundles '[.bundles[].bundleId] | join(" ")')" medium_3_0 "another aws CLI: a list"
    sim_stop
else
    skip 4 "there is only one aws CLI"
fi
rm -rf "$RSA"
done_testing
