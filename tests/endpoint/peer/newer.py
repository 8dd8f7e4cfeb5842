"""What Lightsail has added since Debian's copy of its model (botocore 1.29.27 of December 2022), up to botocore 1.44.8 of November 2026.

Knows shapes and nothing else. Source: the model of botocore 1.44.8. A structure is a text of NAME:SHAPE, with NAME!:SHAPE for a required member.
"""

OPERATIONS = (
    "CheckSubdomainAvailability", "CreateGUISessionAccessDetails", "CreateSubdomain", "DeleteSubdomain", "GetCostEstimate",
    "GetProfile", "GetSetupHistory", "GetSubdomains", "SetupInstanceHttps", "StartGUISession", "StopGUISession",
    "UpdateSubdomainAssociation",
)
STRUCTURES = {
    "BucketCorsConfig": "rules:BucketCorsRules",
    "BucketCorsRule": (
        "id:BucketCorsRuleId allowedMethods!:BucketCorsAllowedMethods allowedOrigins!:BucketCorsAllowedOrigins "
        "allowedHeaders:BucketCorsAllowedHeaders exposeHeaders:BucketCorsExposeHeaders maxAgeSeconds:integer"
    ),
    "CheckSubdomainAvailabilityRequest": "subdomainName!:string reserve:boolean",
    "CheckSubdomainAvailabilityResult": "available:boolean reservationExpiresAt:IsoDate subdomainName:string",
    "CostEstimate": "usageType:NonEmptyString resultsByTime:EstimatesByTime",
    "CreateGUISessionAccessDetailsRequest": "resourceName!:ResourceName",
    "CreateGUISessionAccessDetailsResult": "resourceName:ResourceName status:Status percentageComplete:integer failureReason:string sessions:Sessions",
    "CreateSubdomainRequest": "subdomainName!:string tags:TagList",
    "CreateSubdomainResult": "subdomain:Subdomain operation:Operation",
    "DeleteSubdomainRequest": "subdomainName!:string",
    "DeleteSubdomainResult": "subdomain:Subdomain operation:Operation",
    "DistributionCustomErrorResponse": "errorCode:integer responseCode:string responsePagePath:string errorCachingMinTTL:long",
    "EstimateByTime": "usageCost:double pricingUnit:PricingUnit unit:double currency:Currency timePeriod:TimePeriod",
    "GetCostEstimateRequest": "resourceName!:ResourceName startTime!:IsoDate endTime!:IsoDate",
    "GetCostEstimateResult": "resourcesBudgetEstimate:ResourcesBudgetEstimate",
    "GetProfileRequest": "",
    "GetProfileResult": "profileType!:ProfileType partner:PartnerInfo",
    "GetSetupHistoryRequest": "resourceName!:ResourceName pageToken:SetupHistoryPageToken",
    "GetSetupHistoryResult": "setupHistory:setupHistoryList nextPageToken:SetupHistoryPageToken",
    "GetSubdomainsRequest": "subdomainName:string pageToken:string",
    "GetSubdomainsResult": "subdomains:SubdomainList nextPageToken:string",
    "InstanceAttributeUpdates": "bundleId:NonEmptyString",
    "InstanceHealthStatus": "status:InstanceHealthStatusValue details:InstanceHealthStatusDetailList",
    "InstanceHealthStatusDetail": "name:InstanceHealthStatusDetailName status:InstanceHealthStatusDetailValue impairedSince:IsoDate",
    "LightsailDistributionSubdomain": "name!:string state!:LightsailDistributionSubdomainStateEnum errorCode:string errorDetails:string",
    "PartnerInfo": "enrolledAt!:IsoDate tierName:TierName status!:PartnerStatus",
    "ResourceBudgetEstimate": (
        "resourceName:ResourceName resourceType:ResourceType costEstimates:CostEstimates startTime:IsoDate "
        "endTime:IsoDate"
    ),
    "Session": "name:NonEmptyString url:SensitiveNonEmptyString isPrimary:boolean",
    "SetupExecutionDetails": (
        "command:string dateTime:IsoDate name:NonEmptyString status:SetupStatus standardError:string "
        "standardOutput:string version:string"
    ),
    "SetupHistory": (
        "operationId:NonEmptyString request:SetupRequest resource:SetupHistoryResource "
        "executionDetails:SetupExecutionDetailsList status:SetupStatus"
    ),
    "SetupHistoryResource": "name:ResourceName arn:NonEmptyString createdAt:IsoDate location:ResourceLocation resourceType:ResourceType",
    "SetupInstanceHttpsRequest": (
        "instanceName!:ResourceName emailAddress!:EmailAddress domainNames!:SetupDomainNameList "
        "certificateProvider!:CertificateProvider"
    ),
    "SetupInstanceHttpsResult": "operations:OperationList",
    "SetupRequest": "instanceName:ResourceName domainNames:SetupDomainNameList certificateProvider:CertificateProvider",
    "StartGUISessionRequest": "resourceName!:ResourceName",
    "StartGUISessionResult": "operations:OperationList",
    "StopGUISessionRequest": "resourceName!:ResourceName",
    "StopGUISessionResult": "operations:OperationList",
    "StopInstanceOnIdleRequest": "threshold:string duration:string",
    "Subdomain": (
        "subdomainName:string arn:NonEmptyString fqdn:string depth:integer state:SubdomainState "
        "attachedResource:SubdomainAttachableResource attachingResource:SubdomainAttachableResource "
        "location:ResourceLocation createdAt:IsoDate parentFqdn:string children:SubdomainList tags:TagList"
    ),
    "SubdomainAttachableResource": "arn:NonEmptyString name:ResourceName attachedAt:IsoDate",
    "TimePeriod": "start:IsoDate end:IsoDate",
    "UpdateSubdomainAssociationRequest": "subdomainName!:string action!:SubdomainAssociationAction targetResourceArn:string",
    "UpdateSubdomainAssociationResult": "subdomain:Subdomain operation:Operation",
    "WafAcfpConfig": (
        "payloadType:WafPayloadTypeEnum creationPath:string registrationPagePath:string "
        "responseInspection:WafResponseInspection"
    ),
    "WafAtpConfig": (
        "loginPath:string payloadType:WafPayloadTypeEnum usernameField:string passwordField:string "
        "responseInspection:WafResponseInspection"
    ),
    "WafBotControlConfig": "inspectionLevel:WafInspectionLevelEnum",
    "WafConfig": "isWafEnabled:boolean wafRules:WafRuleList",
    "WafResponseInspection": "successCodes:WafStatusCodeList failureCodes:WafStatusCodeList",
    "WafRule": "name!:string atpConfig:WafAtpConfig acfpConfig:WafAcfpConfig botControlConfig:WafBotControlConfig",
}
LISTS = {  # the shape of an element, and the least and greatest number of them, where there is a limit
    "AppCategoryList": ("AppCategory", 0, 0),
    "BucketCorsAllowedHeaders": ("string", 0, 0),
    "BucketCorsAllowedMethods": ("BucketCorsAllowedMethod", 0, 0),
    "BucketCorsAllowedOrigins": ("string", 0, 0),
    "BucketCorsExposeHeaders": ("string", 0, 0),
    "BucketCorsRules": ("BucketCorsRule", 0, 20),
    "CostEstimates": ("CostEstimate", 0, 0),
    "DistributionCustomErrorResponseList": ("DistributionCustomErrorResponse", 0, 0),
    "EstimatesByTime": ("EstimateByTime", 0, 0),
    "InstanceHealthStatusDetailList": ("InstanceHealthStatusDetail", 0, 0),
    "ResourcesBudgetEstimate": ("ResourceBudgetEstimate", 0, 0),
    "Sessions": ("Session", 0, 0),
    "SetupDomainNameList": ("SetupDomainName", 1, 10),
    "SetupExecutionDetailsList": ("SetupExecutionDetails", 0, 0),
    "SubdomainList": ("Subdomain", 0, 0),
    "WafRuleList": ("WafRule", 0, 0),
    "WafStatusCodeList": ("integer", 0, 0),
    "setupHistoryList": ("SetupHistory", 0, 0),
}
ENUMS = {
    "AppCategory": "LfR",
    "AutoMountStatus": "Failed Pending Mounted NotMounted",
    "CertificateProvider": "LetsEncrypt",
    "Currency": "USD",
    "InstanceHealthStatusDetailName": "reachability",
    "InstanceHealthStatusDetailValue": "passed failed insufficient-data initializing",
    "InstanceHealthStatusValue": "ok impaired initializing insufficient-data not-applicable",
    "LightsailDistributionSubdomainStateEnum": "Creating Attaching Attached Error",
    "OriginIpAddressTypeEnum": "ipv4 ipv6 dualstack",
    "PartnerStatus": "Active Suspended",
    "PricingUnit": "GB Hrs GB-Mo Bundles Queries",
    "ProfileType": "Lightsailor LightsailPartner",
    "SetupStatus": "succeeded failed inProgress",
    "Status": (
        "startExpired notStarted started starting stopped stopping settingUpInstance failedInstanceCreation "
        "failedStartingGUISession failedStoppingGUISession"
    ),
    "SubdomainAssociationAction": "ASSOCIATE DISASSOCIATE TRANSFER",
    "SubdomainState": "CREATING CREATE_FAILED UNATTACHED ATTACHING ATTACHED DETACHING TRANSFERRING IMPLICIT",
    "TierName": "Essential Growth Accelerate Premier",
    "ViewerMinimumTlsProtocolVersionEnum": "TLSv1.1_2016 TLSv1.2_2018 TLSv1.2_2019 TLSv1.2_2021",
    "WafInspectionLevelEnum": "COMMON TARGETED",
    "WafPayloadTypeEnum": "JSON FORM_ENCODED",
}
SCALARS = {  # type, pattern, least and greatest length or value
    "BucketCorsAllowedMethod": ("string", "^(DELETE|GET|HEAD|POST|PUT)$", 0, 0),
    "BucketCorsRuleId": ("string", "", 0, 255),
    "EmailAddress": ("string", "^[\\w!#$%&.'*+\\/=?^_\\x60{|}~\\-]{1,64}@[a-zA-Z0-9\\-]{1,63}(\\.[a-zA-Z0-9\\-]{1,63}){0,8}(\\.[a-zA-Z]{2,63})$", 6, 254),
    "SensitiveBase64": ("string", "", 0, 0),
    "SensitiveNonEmptyString": ("string", ".*\\S.*", 0, 0),
    "SetupDomainName": ("string", "^[a-zA-Z0-9\\-]{1,63}(\\.[a-zA-Z0-9\\-]{1,63}){0,8}(\\.[a-zA-Z]{2,63})$", 4, 253),
    "SetupHistoryPageToken": ("string", "^[A-Za-z0-9+/=]+$", 24, 40),
}
MEMBERS = {  # of structures that Debian's copy has
    "AddOn": "threshold:string duration:string",
    "AddOnRequest": "stopInstanceOnIdleRequest:StopInstanceOnIdleRequest",
    "Alarm": "tags:TagList",
    "AttachDiskRequest": "autoMounting:boolean",
    "Blueprint": "appCategory:AppCategory",
    "Bucket": "cors:BucketCorsConfig",
    "Bundle": "supportedAppCategories:AppCategoryList publicIpv4AddressCount:integer",
    "ContactMethod": "tags:TagList",
    "CreateContactMethodRequest": "tags:TagList",
    "CreateDistributionRequest": (
        "certificateName:ResourceName viewerMinimumTlsProtocolVersion:ViewerMinimumTlsProtocolVersionEnum "
        "enablePrivateOriginAccess:boolean defaultRootObject:string "
        "customErrorResponses:DistributionCustomErrorResponseList enableWaf:boolean wafRules:WafRuleList "
        "subdomainName:string"
    ),
    "Disk": "autoMountStatus:AutoMountStatus",
    "GetBlueprintsRequest": "appCategory:AppCategory",
    "GetBucketsRequest": "includeCors:boolean",
    "GetBundlesRequest": "appCategory:AppCategory",
    "GetCertificatesRequest": "pageToken:string",
    "GetCertificatesResult": "nextPageToken:string",
    "GetInstanceRequest": "includeHealthStatus:boolean",
    "GetInstancesRequest": "includeHealthStatus:boolean",
    "InputOrigin": "responseTimeout:integer ipAddressType:OriginIpAddressTypeEnum",
    "Instance": "instanceStatus:InstanceHealthStatus systemStatus:InstanceHealthStatus",
    "InstanceAccessDetails": "ipv6Addresses:Ipv6AddressList",
    "LightsailDistribution": (
        "viewerMinimumTlsProtocolVersion:string defaultRootObject:string "
        "customErrorResponses:DistributionCustomErrorResponseList waf:WafConfig "
        "subdomain:LightsailDistributionSubdomain"
    ),
    "Origin": "responseTimeout:integer ipAddressType:OriginIpAddressTypeEnum isPrivateOriginAccessEnabled:boolean",
    "PutAlarmRequest": "tags:TagList",
    "SetIpAddressTypeRequest": "acceptBundleUpdate:boolean",
    "StartInstanceRequest": "attributeUpdates:InstanceAttributeUpdates",
    "UpdateBucketRequest": "cors:BucketCorsConfig",
    "UpdateDistributionRequest": (
        "viewerMinimumTlsProtocolVersion:ViewerMinimumTlsProtocolVersionEnum certificateName:ResourceName "
        "useDefaultCertificate:boolean enablePrivateOriginAccess:boolean defaultRootObject:string "
        "customErrorResponses:DistributionCustomErrorResponseList enableWaf:boolean wafRules:WafRuleList"
    ),
    "UpdateRelationalDatabaseRequest": "relationalDatabaseBlueprintId:string",
}
VALUES = {  # of enums that Debian's copy has
    "AddOnType": "StopInstanceOnIdle",
    "DistributionMetricName": "WafAllowedRequests WafBlockedRequests",
    "InstanceMetricName": "DiskReadOps DiskWriteOps DiskReadBytes DiskWriteBytes DiskTotalReadTime DiskTotalWriteTime DiskQueueLength",
    "IpAddressType": "ipv6",
    "MetricName": (
        "FreeableMemory SwapUsage DiskReadOps DiskWriteOps DiskReadBytes DiskWriteBytes DiskTotalReadTime "
        "DiskTotalWriteTime DiskQueueLength"
    ),
    "NetworkProtocol": "icmpv6",
    "OperationType": (
        "StartGUISession StopGUISession SetupInstanceHttps GetProfile CreateSubdomain UpdateSubdomainAssociation "
        "DeleteSubdomain"
    ),
    "RegionName": "eu-south-2 ap-east-1 ap-southeast-3 ap-southeast-5 sa-east-1",
    "RelationalDatabaseMetricName": "FreeableMemory SwapUsage",
    "ResourceType": "Subdomain",
}
