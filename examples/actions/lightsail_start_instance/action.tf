# terraform apply -invoke=action.lightsail_start_instance.web
action "lightsail_start_instance" "web" {
  config {
    instance_name = "prod-web-1"
  }
}
