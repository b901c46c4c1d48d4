package io.usher.api.landing.web;

import com.github.benmanes.caffeine.cache.Ticker;
import io.usher.api.access.web.LimitSettings;
import io.usher.api.inviting.Invitations;
import io.usher.api.landing.OpeningLinks;
import io.usher.api.organizing.Organizations;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.thymeleaf.ITemplateEngine;

@Configuration(proxyBeanMethods = false)
class LandingConfiguration {

    @Bean
    LandingPages landingPages(
            Invitations invitations,
            Organizations organizations,
            ITemplateEngine templates,
            Clock clock,
            LimitSettings limits) {
        return new LandingPages(
                new OpeningLinks(invitations, organizations),
                templates,
                clock,
                limits.unknownCode(),
                Ticker.systemTicker());
    }
}
