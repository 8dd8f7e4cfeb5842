# Reboots the instance after each change of the settings.
action "lightsail_reboot_instance" "web" {
  config {
    instance_name = "prod-web-1"
  }
}

resource "terraform_data" "settings" {
  input = filesha256("settings.conf")

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.lightsail_reboot_instance.web]
    }
  }
}
