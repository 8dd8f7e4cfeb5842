output "name" {
  description = "Name of the key pair in use, for key_pair_name of the module instance."
  value       = lightsail_key_pair.this[tostring(var.key_version)].name
}

output "names" {
  description = "Names of all versions that are kept, oldest first."
  value       = [for version in local.versions : lightsail_key_pair.this[tostring(version)].name]
}

output "fingerprint" {
  description = "Fingerprint of the key pair in use."
  value       = lightsail_key_pair.this[tostring(var.key_version)].fingerprint
}

output "public_key" {
  description = "Public key of the key pair in use."
  value       = lightsail_key_pair.this[tostring(var.key_version)].public_key
}

output "private_keys" {
  description = "Private keys in PEM format by the name of the key pair, for those that Lightsail created; empty for an imported key."
  value       = local.imports ? {} : { for pair in values(lightsail_key_pair.this) : pair.name => pair.private_key }
  sensitive   = true
}
