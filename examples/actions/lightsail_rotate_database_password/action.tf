# Another password, which Lightsail makes, when the date changes. Its users read it with the ephemeral resource
# lightsail_database_password.
action "lightsail_rotate_database_password" "trades" {
  config {
    database_name = "prod-trades"
    timeout       = "30m"
  }
}

resource "terraform_data" "rotation" {
  input = "2026-11-01"

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.lightsail_rotate_database_password.trades]
    }
  }
}
