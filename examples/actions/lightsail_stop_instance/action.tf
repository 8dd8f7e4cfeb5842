# terraform apply -invoke=action.lightsail_stop_instance.web
action "lightsail_stop_instance" "web" {
  config {
    instance_name = "prod-web-1"
    force         = true # only for an instance that stays in the state "stopping"
    timeout       = "5m"
  }
}
