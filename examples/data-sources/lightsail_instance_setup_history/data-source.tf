terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "blog" {
  name         = "example-blog"
  blueprint_id = "wordpress"
  bundle_id    = "nano_3_0"
}

data "lightsail_instance_setup_history" "blog" {
  instance_name = lightsail_instance.blog.name
}

output "statuses" {
  value = [for setup in data.lightsail_instance_setup_history.blog.setups : setup.status]
}
