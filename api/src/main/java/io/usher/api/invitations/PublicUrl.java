package io.usher.api.invitations;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where people reach this program, as {@code usher.public-url} says it.
 *
 * @param publicUrl http or https, without query
 */
@ConfigurationProperties("usher")
public record PublicUrl(URI publicUrl) {

    public PublicUrl {
        String scheme = publicUrl.getScheme();
        if (publicUrl.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException(
                    "usher.public-url: " + publicUrl + " (expected http or https with a host)");
        }
    }

    public String linkOf(String code) {
        String base = publicUrl.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/i/" + code;
    }
}
