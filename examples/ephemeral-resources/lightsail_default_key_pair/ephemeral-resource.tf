ephemeral "lightsail_default_key_pair" "here" {}

# The private key is for provisioners and their connections. The public key is not secret.
resource "terraform_data" "public_key" {
  provisioner "local-exec" {
    command     = "printf '%s\\n' \"$PUBLIC_KEY\" >default-key.pub"
    environment = { PUBLIC_KEY = ephemeral.lightsail_default_key_pair.here.public_key }
  }
}
