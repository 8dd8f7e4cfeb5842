# By the name of the database:
terraform import lightsail_database_parameters.trades example-tuned
