resource "lightsail_database" "trades" {
  relational_database_name = "example-password"
  blueprint_id             = "mysql_8_0"
  bundle_id                = "micro_2_0"
  master_database_name     = "trades"
  master_username          = "keeper"
  skip_final_snapshot      = true
}

# The password that Lightsail made. The ARN is unknown until the database exists, and no password is requested before.
ephemeral "lightsail_database_password" "trades" {
  database_arn = lightsail_database.trades.arn
}

# The password is in the environment, never an argument. A client of MySQL reads it there, with
# --host, --port and --user from the same place.
resource "terraform_data" "login" {
  input = lightsail_database.trades.relational_database_name

  provisioner "local-exec" {
    command = "printf '%s' \"$MYSQL_PWD\" | wc -c >password-bytes"
    environment = {
      MYSQL_PWD = ephemeral.lightsail_database_password.trades.password
      HOST      = ephemeral.lightsail_database_password.trades.address
      USERNAME  = ephemeral.lightsail_database_password.trades.username
    }
  }
}
