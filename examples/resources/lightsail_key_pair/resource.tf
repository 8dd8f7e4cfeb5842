terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

# An existing key of the type ssh-rsa: Lightsail gets only the public key.
resource "lightsail_key_pair" "desk" {
  name       = "example-desk"
  public_key = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCrjpnHo/24M+xIX0Pn1gudm9s07XHSj29XStxxcv9zrQ48xp8owYuZiqy0GAkPXaiSEMNWc9bZBmYrARXB/C7rCKfrvW0Fs9hg3xFEDpe7DHu6LugqlnOlyT7xWA6vG1EwvWNYnxiWjasSRH9xJ0JCmZAeLcZMGl4EKv0bOQ8t6PJLoH++hcYr0sPXvdIbF0rwTu6Au9w1NPRxsvDmWa6ruXRx08w2Idy9/hJW+DtUZxWzo/e5kXybyRRlnfgoP0LNAxbIzRa0upwJxpt0Qlfa9Xq3s/Jxumm1SDL8mERqUk5+L58W8k3XNePFMfwVX9maURLTrfzAH9zPP3XvfYst desk@example.com"

  tags = {
    Team = "desk"
  }
}

# A key that Lightsail creates: its private key is in the state.
resource "lightsail_key_pair" "made" {
  name_prefix = "example-"
}

resource "lightsail_instance" "web" {
  name          = "example-keyed"
  blueprint_id  = "ubuntu_22_04"
  bundle_id     = "nano_3_0"
  key_pair_name = lightsail_key_pair.desk.name
}

output "private_key" {
  value     = lightsail_key_pair.made.private_key
  sensitive = true
}
