# "prod-collector-1", "prod-collector-2", and "prod-monitor", the only instance of its service.
output "names" {
  value = concat(
    [for number in range(1, 3) : provider::lightsail::instance_name("prod", "collector", number)],
    [provider::lightsail::instance_name("prod", "monitor", null)],
  )
}
