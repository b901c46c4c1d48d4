package io.usher.api.landing.web;

import io.usher.api.inviting.Invitations;
import io.usher.api.landing.OpeningLinks;
import io.usher.api.organizing.Organizations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LandingConfiguration {

    @Bean
    OpeningLinks openingLinks(Invitations invitations, Organizations organizations) {
        return new OpeningLinks(invitations, organizations);
    }
}
