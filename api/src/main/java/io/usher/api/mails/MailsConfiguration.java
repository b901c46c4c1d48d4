package io.usher.api.mails;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({Unsubscribing.class, ReportingDeliveries.class, Suppressions.class, HandlingSuppressions.class})
class MailsConfiguration {}
