output "name" {
  description = "Name of the machine."
  value       = lightsail_instance.this.name
}

output "arn" {
  description = "ARN of the machine; a rebuilt machine has another one."
  value       = lightsail_instance.this.arn
}

output "public_ip" {
  description = "Public IPv4 address: the static one where there is one."
  value       = local.public_ip
}

output "private_ip" {
  description = "Private IPv4 address, for machines in the same region."
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
  description = "User to log in as."
  value       = lightsail_instance.this.username
}

output "ssh_command" {
  description = "Command that opens a shell on the machine; null while it has no public address."
  value       = local.public_ip == null ? null : "ssh ${lightsail_instance.this.username}@${local.public_ip}"
}

output "availability_zone" {
  description = "Zone of the machine."
  value       = lightsail_instance.this.availability_zone
}

output "bundle_id" {
  description = "Size of the machine."
  value       = lightsail_instance.this.bundle_id
}

output "open_ports" {
  description = "What is open on the machine, as UFW writes it: 22/tcp, 51820/udp."
  value       = local.ports
}

output "user_data" {
  description = "Script that a machine of this name runs at its first start."
  value       = var.hardening ? local.hardening : var.user_data
}

output "monthly_price_usd" {
  description = "Price of the machine a month in US dollars, from Lightsail's price list."
  value       = lightsail_instance.this.monthly_price_usd
}

output "tags" {
  description = "All tags of the machine, the provider's default tags included."
  value       = lightsail_instance.this.tags_all
}

output "ansible_host" {
  description = "The machine as a host of lightsail_ansible_inventory."
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
