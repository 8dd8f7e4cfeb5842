resource "lightsail_instance" "web" {
  name         = "access-web"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "small_3_0"
}

# By the ARN: it is unknown until the instance exists, and no access is requested before.
ephemeral "lightsail_instance_access" "web" {
  instance_arn = lightsail_instance.web.arn
}

# Ephemeral values are allowed in provisioners and their connections, provider blocks and write-only arguments. A
# connection:
#   connection {
#     host        = ephemeral.lightsail_instance_access.web.ip_address
#     user        = ephemeral.lightsail_instance_access.web.username
#     private_key = ephemeral.lightsail_instance_access.web.private_key
#     certificate = ephemeral.lightsail_instance_access.web.certificate
#   }
resource "terraform_data" "known_hosts" {
  input = lightsail_instance.web.arn

  provisioner "local-exec" {
    command     = "printf '%s' \"$KNOWN_HOSTS\" >known_hosts"
    environment = { KNOWN_HOSTS = ephemeral.lightsail_instance_access.web.known_hosts }
  }
}
