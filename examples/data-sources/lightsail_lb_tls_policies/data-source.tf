terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

data "lightsail_lb_tls_policies" "all" {}

output "policies" {
  value = { for policy in data.lightsail_lb_tls_policies.all.policies : policy.name => policy.protocols }
}
