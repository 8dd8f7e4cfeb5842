ephemeral "lightsail_default_key_pair" "here" {}

# The private key is for provisioners and their connections; the public one may be seen by everybody.
resource "terraform_data" "public_key" {
  provisioner "local-exec" {
    command     = "printf '%s\\n' \"$PUBLIC_KEY\" >default-key.pub"
    environment = { PUBLIC_KEY = ephemeral.lightsail_default_key_pair.here.public_key }
  }
}
