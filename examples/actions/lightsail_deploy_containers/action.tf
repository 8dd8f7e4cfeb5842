# terraform apply -invoke=action.lightsail_deploy_containers.release
action "lightsail_deploy_containers" "release" {
  config {
    service_name = "example-app"
    images       = { collector = ":example-app.collector.4" } # the other containers keep theirs
    timeout      = "15m"
  }
}
