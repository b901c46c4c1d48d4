package io.usher.api.granting;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({
    Grantables.class,
    KeepingGrantables.class,
    ChoosingGrantables.class,
    CountingUses.class,
    ReportingGrantables.class
})
class GrantingConfiguration {}
