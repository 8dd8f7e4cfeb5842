# Prices of the list that AWS_ENDPOINT_URL has; nothing is made.

run "a_fleet" {
  command = plan

  variables {
    bundles = { prod-collector-1 = "small_3_0", prod-collector-2 = "small_3_0", prod-monitor = "medium_3_0" }
  }

  assert {
    condition     = output.by_machine["prod-collector-1"] > 0 && output.by_machine["prod-collector-1"] == output.by_machine["prod-collector-2"]
    error_message = "Machines of one size have one price."
  }

  assert {
    condition     = output.total == sum(values(output.by_machine))
    error_message = "The total is the sum."
  }
}

run "no_machine" {
  command = plan

  variables {
    bundles = {}
  }

  assert {
    condition     = output.total == 0
    error_message = "Nothing costs nothing."
  }
}
