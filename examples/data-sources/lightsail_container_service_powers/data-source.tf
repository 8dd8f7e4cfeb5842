terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

data "lightsail_container_service_powers" "three" {
  scale = 3
}

# The price of three nodes of each power: { nano = 21, micro = 30, … }
output "prices" {
  value = { for power in data.lightsail_container_service_powers.three.powers : power.name => power.monthly_price_usd }
}
