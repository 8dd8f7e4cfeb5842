# By the name of the service:
terraform import lightsail_container_deployment.app example-app

# By the name and the current version:
terraform import lightsail_container_deployment.app example-app/1
