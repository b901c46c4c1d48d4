package io.usher.api.keys;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({IssuingKeys.class})
class KeysConfiguration {}
