# Reboots the database after each change of its static parameters.
action "lightsail_reboot_database" "trades" {
  config {
    database_name = "prod-trades"
    timeout       = "30m"
  }
}

resource "terraform_data" "parameters" {
  input = filesha256("parameters.json")

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.lightsail_reboot_database.trades]
    }
  }
}
