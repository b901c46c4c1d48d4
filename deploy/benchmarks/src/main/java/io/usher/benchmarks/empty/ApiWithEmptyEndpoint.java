package io.usher.benchmarks.empty;

import io.usher.api.ApiApplication;

/** The API as it is, and {@link EmptyEndpoint} in it. */
public final class ApiWithEmptyEndpoint {

    private ApiWithEmptyEndpoint() {}

    public static void main(String[] arguments) {
        var unused = ApiApplication.application().sources(EmptyEndpoint.class).run(arguments);
    }
}
