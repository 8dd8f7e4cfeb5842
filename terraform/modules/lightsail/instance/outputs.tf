output "name" {
  description = "Name of the instance."
  value       = lightsail_instance.this.name
}

output "arn" {
  description = "ARN of the instance. A replacement changes it."
  value       = lightsail_instance.this.arn
}

output "public_ip" {
  description = "Public IPv4 address: the static IP if there is one."
  value       = local.public_ip
}

output "private_ip" {
  description = "Private IPv4 address, for instances in the same region."
  value       = lightsail_instance.this.private_ip_address
}

output "ipv6_addresses" {
  description = "Public IPv6 addresses."
  value       = lightsail_instance.this.ipv6_addresses
}

output "static_ip_name" {
  description = "Name of the static IP; null without one."
  value       = one(lightsail_static_ip.this[*].name)
}

output "username" {
  description = "User name to log in with."
  value       = lightsail_instance.this.username
}

output "ssh_command" {
  description = "SSH command for the instance; null while it has no public address."
  value       = local.public_ip == null ? null : "ssh ${lightsail_instance.this.username}@${local.public_ip}"
}

output "availability_zone" {
  description = "Availability zone of the instance."
  value       = lightsail_instance.this.availability_zone
}

output "bundle_id" {
  description = "Bundle of the instance."
  value       = lightsail_instance.this.bundle_id
}

output "open_ports" {
  description = "Open ports of the instance in the form of UFW: 22/tcp, 51820/udp."
  value       = local.ports
}

output "user_data" {
  description = "Script that an instance of this name runs at its first start."
  value       = local.launch_script
}

output "data_disk_name" {
  description = "Name of the data disk; null without one."
  value       = one(lightsail_disk.data[*].name)
}

output "monthly_price_usd" {
  description = "Price of the instance per month in US dollars, from the price list of Lightsail, without its data disk."
  value       = lightsail_instance.this.monthly_price_usd
}

output "tags" {
  description = "All tags of the instance, including the default tags of the provider."
  value       = lightsail_instance.this.tags_all
}

output "ansible_host" {
  description = "The instance as a host of lightsail_ansible_inventory."
  value = {
    ansible_host = local.public_ip
    ansible_user = lightsail_instance.this.username
    groups       = [replace(var.service, "-", "_"), var.environment]
    vars = {
      private_ip = lightsail_instance.this.private_ip_address
      open_ports = join(" ", local.ports)
    }
  }
}
