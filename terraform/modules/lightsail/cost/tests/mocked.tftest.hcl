# Nobody is asked. A mocked provider answers a data source's list of objects as an empty one, whatever `override_data` says
# (hashicorp/terraform#38369): so the prices come by the variable that a configuration may set, too.

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
    error_message = "Each machine has the price of its size, got ${jsonencode(output.by_machine)}."
  }

  assert {
    condition     = output.total == 40.4
    error_message = "The total is the sum to the last digit, got ${output.total}."
  }

  assert {
    condition     = length(data.lightsail_bundles.this) == 0
    error_message = "With a price list of one's own AWS is not asked."
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
    error_message = "Nothing costs nothing."
  }

  assert {
    condition     = length(data.lightsail_bundles.this) == 1 && data.lightsail_bundles.this[0].include_inactive
    error_message = "Without a price list AWS is asked, for sizes that are no longer sold, too."
  }
}
