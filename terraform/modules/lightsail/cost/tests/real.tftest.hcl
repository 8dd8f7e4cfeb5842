# Prices of the endpoint in AWS_ENDPOINT_URL; nothing is created.

run "a_fleet" {
  command = plan

  variables {
    bundles = { prod-collector-1 = "small_3_0", prod-collector-2 = "small_3_0", prod-monitor = "medium_3_0" }
  }

  assert {
    condition     = output.by_machine["prod-collector-1"] > 0 && output.by_machine["prod-collector-1"] == output.by_machine["prod-collector-2"]
    error_message = "Instances with the same bundle have the same price."
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
    error_message = "No instances cost nothing."
  }
}
