package io.usher.runtime.links;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Personal links, those that prove an address and those that end mails, for the programs that make or open them. Refuses to start without a key. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LinkConfiguration.Configured.class)
public class LinkConfiguration {

    @Bean
    LinkKeys linkKeys(Configured keys) {
        return keys.keys();
    }

    @Bean
    PersonalLinks personalLinks(LinkKeys keys) {
        return new PersonalLinks(keys);
    }

    @Bean
    ProofLinks proofLinks(LinkKeys keys) {
        return new ProofLinks(keys);
    }

    @Bean
    UnsubscribeLinks unsubscribeLinks(LinkKeys keys) {
        return new UnsubscribeLinks(keys);
    }

    /**
     * What is configured of it.
     *
     * @param linkKey {@code usher.link-key}; with which links are made
     * @param previousLinkKey {@code usher.previous-link-key}; whose links are still good; empty = none
     */
    @ConfigurationProperties("usher")
    record Configured(
            @DefaultValue("") String linkKey,
            @DefaultValue("") String previousLinkKey) {

        LinkKeys keys() {
            return LinkKeys.of(linkKey, previousLinkKey);
        }

        /** Without the keys: records end up in logs. */
        @Override
        public String toString() {
            return "link keys";
        }
    }
}
