# No request is sent. A mocked provider returns an empty list of objects for a data source, also with `override_data`
# (hashicorp/terraform#38369), so the prices come from the variable, which a configuration may also set.

mock_provider "lightsail" {}

variables {
  price_list = [
    { bundle_id = "small_3_0", price_usd = 10.1 },
    { bundle_id = "medium_3_0", price_usd = 20.2 },
    { bundle_id = "large_3_0", price_usd = 40 },
  ]
}

run "a_fleet" {
  command = plan

  variables {
    bundles = { prod-collector-1 = "small_3_0", prod-collector-2 = "small_3_0", prod-monitor = "medium_3_0" }
  }

  assert {
    condition     = output.by_machine == { prod-collector-1 = 10.1, prod-collector-2 = 10.1, prod-monitor = 20.2 }
    error_message = "Each instance has the price of its bundle, got ${jsonencode(output.by_machine)}."
  }

  assert {
    condition     = output.total == 40.4
    error_message = "The total is the exact sum, got ${output.total}."
  }

  assert {
    condition     = length(data.lightsail_bundles.this) == 0
    error_message = "With a given price list, no request is sent to AWS."
  }
}

run "no_machine_at_the_prices_of_aws" {
  command = plan

  variables {
    bundles    = {}
    price_list = null
  }

  assert {
    condition     = output.total == 0 && length(output.by_machine) == 0
    error_message = "No instances cost nothing."
  }

  assert {
    condition     = length(data.lightsail_bundles.this) == 1 && data.lightsail_bundles.this[0].include_inactive
    error_message = "Without a price list the prices come from AWS, also for bundles that are no longer available."
  }
}
