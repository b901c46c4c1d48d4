package io.usher.api.organizations;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({FindingOrganizations.class, FoundingOrganizations.class})
class OrganizationsConfiguration {}
