# A collector in a container service that writes to a managed database. Lightsail makes the password, and each apply hands it to the collector without showing
# it: it is in no state and no plan. This needs Terraform 1.11 or OpenTofu 1.11.
#
# The database is reached from the Lightsail resources of the region alone. After another password, deploy it with the next version:
#
#   terraform apply -var credentials_version=2
terraform {
  required_version = ">= 1.11"

  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

variable "credentials_version" {
  description = "Version of the credentials of the collector. Another number deploys it with the current password."
  type        = number
  default     = 1
}

module "database" {
  source = "../../terraform/modules/lightsail/database"

  name          = "example-ticks"
  blueprint_id  = "postgres_16"
  bundle_id     = "micro_2_0"
  database_name = "ticks"
  parameters    = { log_min_duration_statement = "1000" } # slow queries are in the log
  tags          = { Project = "market" }

  backup_window      = "16:00-16:30"
  maintenance_window = "sun:17:00-sun:17:30"

  # For data that you need, remove these two: the database is then protected, and a last snapshot is taken before a deletion.
  skip_final_snapshot = true
  deletion_protection = false
}

# While the ARN is unknown, no password is requested.
ephemeral "lightsail_database_password" "collector" {
  database_arn = module.database.arn
}

module "collector" {
  source = "../../terraform/modules/lightsail/container_service"

  name = "example-collector"
  tags = { Project = "market" }
}

# The module container_service takes ephemeral values only with its override, so the deployment is here.
resource "lightsail_container_deployment" "collector" {
  service_name = module.collector.name
  service_arn  = module.collector.arn

  container {
    container_name = "collector"
    image          = "public.ecr.aws/docker/library/postgres:16"
    command = ["sh", "-c", <<-END
      psql -c 'CREATE TABLE IF NOT EXISTS ticks (at timestamptz DEFAULT now())'
      while psql -c 'INSERT INTO ticks DEFAULT VALUES'; do sleep 10; done
    END
    ]

    environment = {
      PGHOST     = module.database.endpoint
      PGPORT     = tostring(module.database.port)
      PGDATABASE = module.database.database_name
      PGUSER     = module.database.username
      PGSSLMODE  = "require"
    }
  }

  environment_wo         = { collector = { PGPASSWORD = ephemeral.lightsail_database_password.collector.password } }
  environment_wo_version = var.credentials_version
}

output "endpoint" {
  value = "${module.database.endpoint}:${module.database.port}"
}

output "collector_version" {
  value = lightsail_container_deployment.collector.version
}
