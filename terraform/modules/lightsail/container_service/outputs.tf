output "name" {
  description = "Name of the service."
  value       = lightsail_container_service.this.name
}

output "arn" {
  description = "ARN of the service. A replacement changes it."
  value       = lightsail_container_service.this.arn
}

output "url" {
  description = "URL of the service, with a slash at its end. Its response is 404 until a deployment has a public endpoint."
  value       = lightsail_container_service.this.url
}

output "private_domain_name" {
  description = "Domain name for other Lightsail resources of the region."
  value       = lightsail_container_service.this.private_domain_name
}

# The state of the service is no output: it changes by itself after the deployment, and the next plan would show that.
output "version" {
  description = "Version of the deployment; null without one."
  value       = one(lightsail_container_deployment.this[*].version)
}

output "state" {
  description = "State of the deployment: ACTIVE, or ACTIVATING after an interruption; null without one."
  value       = one(lightsail_container_deployment.this[*].state)
}

output "monthly_price_usd" {
  description = "Price per month in US dollars for all nodes."
  value       = lightsail_container_service.this.monthly_price_usd
}

output "principal_arn" {
  description = "ARN of the principal of the service, for trust relationships with other AWS services."
  value       = lightsail_container_service.this.principal_arn
}

output "ecr_principal_arn" {
  description = "ARN of the role that pulls images from Amazon ECR, for the policy of the repository; null without ecr_image_puller_role."
  value       = one(flatten(lightsail_container_service.this.private_registry_access[*].ecr_image_puller_role[*].principal_arn))
}

output "tags" {
  description = "All tags of the service, including the default tags of the provider."
  value       = lightsail_container_service.this.tags_all
}
