terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

data "lightsail_profile" "this" {}

output "is_partner" {
  value = data.lightsail_profile.this.profile_type == "LightsailPartner"
}
