# { environment = "prod", service = "market-data", number = 2 }
output "parts" {
  value = provider::lightsail::parse_instance_name("prod-market-data-2")
}

# Groups for Ansible from the names: { collector = ["dev-collector-1", "dev-collector-2"], monitor = ["dev-monitor"]
# }.
output "groups" {
  value = {
    for name in ["dev-collector-1", "dev-collector-2", "dev-monitor"] :
    provider::lightsail::parse_instance_name(name).service => name...
  }
}
