resource "lightsail_container_service" "app" {
  name  = "login-app"
  power = "nano"
  scale = 1
}

# The region has a registry only while it has a container service. The ARN is unknown until the service exists, and no
# login is requested before.
ephemeral "lightsail_container_registry_login" "here" {
  service_arn = lightsail_container_service.app.arn
}

# The password is on standard input, never an argument. A push with it: skopeo copy --authfile auth.json …
resource "terraform_data" "login" {
  input = lightsail_container_service.app.name

  provisioner "local-exec" {
    command = "printf '%s' \"$PASSWORD\" | wc -c >password-bytes"
    environment = {
      PASSWORD = ephemeral.lightsail_container_registry_login.here.password
    }
  }
}
