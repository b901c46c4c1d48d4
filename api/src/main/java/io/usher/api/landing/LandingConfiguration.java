package io.usher.api.landing;

import com.github.benmanes.caffeine.cache.Ticker;
import io.usher.api.http.security.LimitSettings;
import io.usher.api.invitations.Invitations;
import io.usher.api.organizations.Organizations;
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
