#!/usr/bin/env bash
# containers.t — quants-infra containers: services are shown, images are pushed with skopeo and docker to a registry with TLS and a password,
# services are deployed, log lines are read.
. "$(dirname "$0")/../../lib/tf.sh"
. "$(dirname "$0")/../../lib/registry.sh"
tf_setup
registry_program >/dev/null && command -v skopeo >/dev/null || skip_all "no docker-registry or no skopeo; 'make deps' fetches them"
PATH=$BUILD:$PATH
cd "$TEST_DIR" || exit 1
PASSWORD=p4ss-w0rd-of-the-registry
registry_start AWS "$PASSWORD" || bail "no registry: $(cat "$TEST_DIR/registry/log")"
sim_start --pending-ms 0 --operation-ms 0 --registry "$REGISTRY" --registry-login "AWS:$PASSWORD" --registry-files "$REGISTRY_FILES"
trap 'registry_stop; sim_stop' EXIT
export LIGHTSAIL_READ_LAG_MS=20 TMPDIR=$TEST_DIR/tmp
mkdir "$TMPDIR"

cli() {
    OUT=$(quants-infra "$@" 2>"$TEST_DIR/err" </dev/null)
    STATUS=$?
    ERR=$(<"$TEST_DIR/err")
    printf '%s\n' "$OUT" "$ERR" >>"$TEST_DIR/all"
}
says() { # "STATUS PATTERN" NAME ARGUMENT…
    cli "${@:3}"
    like "$STATUS $(tr -s ' \n' ' ' <<<"$OUT $ERR")" "^$1" "$2" || diag "$OUT" "$ERR"
}
call() { sim_mutate "{\"action\":\"call\",\"operation\":\"$1\",\"input\":$2}"; }
containers() { cli containers "$@"; }

call CreateCertificate '{"certificateName":"site","domainName":"app.example"}' && sim_mutate '{"action":"issue_certificate","name":"site"}'
call CreateContainerService '{"serviceName":"app","power":"micro","scale":2,"publicDomainNames":{"site":["app.example"]}}' || bail "no service"

# ---- list and info ----
says "0 NAME STATE POWER SCALE VERSION NEXT URL app READY micro 2 .*https://app\." "list" containers list
cli containers list --output csv
like "$OUT" $'^NAME,STATE,POWER,SCALE,VERSION,NEXT,URL\napp,READY,micro,2,,,https://' "list as csv"
says "0 name app state READY power micro × 2 price 20.00 USD a month .*domain app.example \(certificate site\).*current - next -" "info" containers info app
says "1 .*there is no container service 'ap' in ap-northeast-1 did you mean 'app'\?" "an unknown service" containers info ap

# ---- push ----
digest=$(oci_image image 0)
cli containers push image --service app --label web
is "$STATUS $OUT" "0 :app.web.1" "push of an OCI folder: the only line is the name" || diag "$ERR"
like "$ERR" "sending the OCI folder 'image' with skopeo.*digest $digest" "what was recognized, and the digest of the image"
is "$(sim_state '.regions["ap-northeast-1"].container_services.app.images[0].digest')" "$digest" "the same digest is registered"
is "$(curl -sS --cacert "$SSL_CERT_FILE" -u "AWS:$PASSWORD" -o /dev/null -w '%{http_code}' -H 'Accept: application/vnd.oci.image.manifest.v1+json' "https://$REGISTRY/v2/sr/manifests/$digest")" \
    200 "the image is in the repository of the registry"
skopeo copy -q oci:image docker-archive:web.tar:web:1
skopeo copy -q oci:image oci-archive:layout.tar
says "0 :app.web.2 .*the tar file of 'docker save' 'web.tar'" "a tar file of docker save" containers push web.tar --service app --label web
says "0 :app.api.3 .*the OCI tar file 'layout.tar'" "an OCI tar file" containers push layout.tar --service app --label api
sim_fault '{"operation":"RegisterContainerImage","kind":"lost","when":"first"}'
sim_metrics_reset
says "0 :app.web.4 " "a lost response of the registration" containers push image --service app --label web
is "$(sim_metric RegisterContainerImage) $(sim_state '.regions["ap-northeast-1"].container_services.app.images | length')" "1 4" "is not sent again"
oci_image arm 0 arm64 >/dev/null
sim_metrics_reset
says "1 .*cannot push 'arm', and nothing was registered: the image is for linux/arm64, and Lightsail runs linux/amd64" "another platform" containers push arm --service app --label web
says "1 .*'web.tar.gz' is not a tar file" "no tar file" containers push "$(echo x >web.tar.gz && echo web.tar.gz)" --service app --label web
says "2 .*--label 'Web' must have" "an invalid label" containers push image --service app --label Web
says "1 .*there is no container service 'ap'" "an unknown service" containers push image --service ap --label web
SSL_CERT_FILE=/dev/null says "1 .*certificate signed by unknown authority.*nothing was registered: skopeo: the program ended with status" "a registry that is not trusted" containers push image --service app --label web
is "$(sim_metric RegisterContainerImage)" 0 "nothing of these was registered"

# ---- push with docker, which here is a program that sends with skopeo ----
mkdir bin
cat >bin/docker <<'SH'
#!/bin/sh
case "$1 $2" in
    "context inspect") echo unix:///run/other.sock ;;
    "image inspect") case "$*" in *RepoDigests*) echo "[\"other/web@sha256:0\",\"${5%:*}@$(cat digest)\"]" ;; *) echo linux/amd64 ;; esac ;;
    tag\ *) echo "$DOCKER_HOST $2" >tagged ;;
    push\ *) echo pushing; exec /usr/bin/env skopeo copy -q --dest-authfile "$DOCKER_CONFIG/config.json" --digestfile digest oci:image "docker://$2" ;;
    "image rm") rm tagged && echo "$3" >removed ;;
esac
SH
chmod +x bin/docker
PATH=$PWD/bin:$PATH says "1 .*the image of the Docker daemon 'web:1' with skopeo .*nothing was registered: skopeo: .*unix:///run/other.sock" \
    "skopeo uses the daemon of docker's settings" containers push web:1 --service app --label web
mkdir alone && for program in sh cat rm env; do ln -s "$(command -v $program)" alone/; done
cat >alone/docker <<'SH'
#!/bin/sh
PATH=$REAL_PATH exec "$OLDPWD_BIN/docker" "$@"
SH
chmod +x alone/docker
REAL_PATH=$PATH OLDPWD_BIN=$PWD/bin
export REAL_PATH OLDPWD_BIN
PATH=$PWD/alone:$BUILD
cli containers push web:1 --service app --label web
docker="$STATUS $OUT"
cli containers push image --service app --label web
without_skopeo="$STATUS $ERR"
PATH=$PWD/empty:$BUILD
cli containers push web:1 --service app --label web
without_both="$STATUS $ERR"
PATH=$REAL_PATH
is "$docker" "0 :app.web.5" "push of an image of the Docker daemon, with docker"
like "$(cat removed) $(ls tagged 2>&1)" "^$REGISTRY/sr:[0-9]+-[0-9a-v]{13} .*No such file" "the tag in the daemon is removed"
like "$without_skopeo" "^1 .*docker cannot send the OCI folder" "what docker cannot send"
like "$without_both" "^1 .*neither skopeo nor docker is installed" "no program"

# ---- an interrupted push, while the registry does not respond; what others see of it meanwhile ----
sim_metrics_reset
kill -STOP "$REGISTRY_PID"
TF_LOG=TRACE quants-infra containers push image --service app --label web >"$TEST_DIR/out" 2>>"$TEST_DIR/all" </dev/null &
pid=$!
copies() { # true as well when it has ended: nothing is to be waited for
    kill -0 "$pid" 2>/dev/null || return 0
    CHILD=$(pgrep -P "$pid" skopeo) && grep -qz '^copy$' "/proc/$CHILD/cmdline"
}
wait_until 3 copies || diag "skopeo does not run"
tr '\0' '\n' <"/proc/$pid/cmdline" >seen
tr '\0' '\n' <"/proc/$CHILD/cmdline" >>seen
tr '\0' '\n' <"/proc/$CHILD/environ" >>seen
child=$CHILD
kill -INT "$pid"
wait "$pid"
is "$? $(cat "$TEST_DIR/out")" "1 " "Ctrl-C ends a push"
kill -CONT "$REGISTRY_PID"
ok "$(kill -0 "$child" 2>/dev/null && echo 1 || echo 0)" "skopeo has ended with it"
is "$(sim_metric RegisterContainerImage)" 0 "an interrupted push registers nothing"
contains "$(cat seen "$TEST_DIR/all")" "$REGISTRY/sr:" "what was seen of the push while it ran"
like "$(grep CreateContainerServiceRegistryLogin "$TEST_DIR/all")" "sensitive" "the log at TRACE"
is "$(grep -c -e "$PASSWORD" -e "$(printf 'AWS:%s' "$PASSWORD" | base64 -w0)" seen "$TEST_DIR/all")" $'seen:0\n'"$TEST_DIR/all:0" \
    "the password is in no argument, no variable, no output and no log"
is "$(ls -A "$TMPDIR")" "" "no file remains"

# ---- the memory of quants-infra, which never reads the image: what it was at most when skopeo has ended ----
cat >bin/skopeo <<'SH'
#!/bin/sh
PATH=$REAL_PATH skopeo "$@" || exit
grep VmHWM "/proc/$PPID/status" >>memory
SH
chmod +x bin/skopeo
oci_image large 24 >/dev/null
for image in image large; do PATH=$PWD/bin:$REAL_PATH cli containers push "$image" --service app --label memory; done
ok "$(awk '/VmHWM/ { size[NR % 4] = $2 } END { print (size[2] > 0 && size[0] - size[2] < 4096 ? 0 : 1) }' memory)" "a push of 24 MB needs the memory of a small one" "$(cat memory)"

# ---- images ----
call CreateContainerServiceDeployment '{"serviceName":"app","containers":{"web":{"image":":app.web.5","environment":{"TOKEN":"t"},"ports":{"80":"HTTP"}},"side":{"image":"nginx:1"}},"publicEndpoint":{"containerName":"web","containerPort":80}}'
cli containers images app --output csv
is "$(sed 1d <<<"$OUT" | cut -d, -f1,3)" $':app.memory.7,\n:app.memory.6,\n:app.web.5,1 ACTIVE\n:app.web.4,\n:app.api.3,\n:app.web.2,\n:app.web.1,' "images, the newest first, with the deployments that use them"
is "$(containers images app --output json; jq -c '.[2] | [.image, .versions, .digest]' <<<"$OUT")" "[\":app.web.5\",[1],\"$digest\"]" "images as JSON"
says "0 .*current version 1 ACTIVE, 20[0-9TZ:-]+ web :app.web.5 80/HTTP \(1 variable\) side nginx:1 endpoint web port 80, health check /" "info shows the deployment" containers info app

# ---- logs ----
log() { sim_mutate "{\"action\":\"add_log\",\"name\":\"app\",\"container\":\"$1\",\"line\":\"$2\"}"; }
says "1 .*the service has 2 containers: web side.*Choose one with --container" "logs: which of two containers" containers logs app
log web "GET /one"
log web "POST /two"
says "0 20[0-9-]+T[0-9:]+\.[0-9]{3}Z \[deployment:1\] Creating your deployment.* GET /one .*Z POST /two" "logs, the oldest first" containers logs app --container web
cli containers logs app --container web --filter POST
like "$STATUS $OUT" "^0 [^ ]+ POST /two$" "--filter"
says "0 +no lines of the container 'none' since 20" "no lines" containers logs app --container none --since 90s
says "2 .*--since 'x' is neither a duration" "a wrong --since" containers logs app --since x
quants-infra containers logs app --container web --follow >followed 2>>"$TEST_DIR/all" </dev/null &
pid=$!
wait_until 3 grep -q 'POST /two' followed
for line in three three four; do log web "$line"; done
wait_until 3 grep -q four followed
kill -INT "$pid"
wait "$pid"
is "$? $(for line in 'Creating your deployment' three four; do grep -c "$line\$" followed; done | tr '\n' ' ')" "0 1 2 1 " \
    "--follow prints each line once, and ends by Ctrl-C"

# ---- deploy ----
current() { sim_state '.regions["ap-northeast-1"].container_services.app.currentDeployment | "\(.version) \(.containers.web.image) \(.containers.web.environment.TOKEN) \(.publicEndpoint.containerPort)"'; }
says "2 .*--file or --image is missing" "deploy what" containers deploy app
says "0 app: deployment 2 active at https://app" "other images of the current deployment" containers deploy app --image web=:app.web.4 --image side=nginx:2
is "$(current)" "2 :app.web.4 t 80" "everything else stays"
says "1 .*nothing was changed: there is no image ':app.web.9'.*containers images app" "an image that is not registered" containers deploy app --image web=:app.web.9
says "1 .*--image: there is no container 'wab' The deployment has: (web side|side web)\." "a container that is not deployed" containers deploy app --image wab=nginx
cat >app.yaml <<'YAML'
containers:
  web:
    image: :app.api.latest
    environment: {TOKEN: 1.10}
    ports: {8080: HTTP}
publicEndpoint: {containerName: web, containerPort: 8080}
YAML
says "0 app: deployment 3 active" "--file with YAML" containers deploy app --file app.yaml
is "$(current)" "3 :app.api.3 1.10 8080" "the deployment of the file"
sim_fault '{"operation":"CreateContainerServiceDeployment","kind":"lost","when":"first"}'
sim_metrics_reset
says "0 app: deployment 4 active" "a lost response" containers deploy app --file app.yaml --image web=nginx:3
is "$(sim_metric CreateContainerServiceDeployment) $(current)" "1 4 nginx:3 1.10 8080" "is not sent again"
sim_mutate '{"action":"fail_deployment","name":"app","line":"panic: no database"}'
echo '{"containers":{"web":{"image":"nginx:4","ports":{"8080":"HTTP"}}}}' >app.json
says "1 .*keeps the publicEndpoint.*the deployment 5 of the container service 'app' failed.* still runs the deployment 4.*Last log lines of the container 'web': .*panic: no database" "a failing deployment shows its log" \
    containers deploy app --file app.json
is "$(current | cut -d' ' -f1,2)" "4 nginx:3" "the service keeps the deployment before it"
echo '{"containers":{"web":{"image":"nginx:4","prots":{}}}}' >app.json
sim_metrics_reset
says "1 .*--file app.json: containers.web.prots: there is no such member Did you mean 'ports'" "a mistake in the file" containers deploy app --file app.json
says "1 .*nothing was changed: --file none.json" "no such file" containers deploy app --file none.json
is "$(sim_metric total)" 0 "nothing is sent"

done_testing
