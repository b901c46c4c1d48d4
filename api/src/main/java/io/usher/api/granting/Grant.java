package io.usher.api.granting;

import java.util.UUID;

/** What comes with a seat, and is unique by its name in the organization, whatever the case of the letters. */
public interface Grant {

    UUID id();

    String name();
}
