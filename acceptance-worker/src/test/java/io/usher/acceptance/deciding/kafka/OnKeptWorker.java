package io.usher.acceptance.deciding.kafka;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The test finds a worker running that tests of its class have had before, on an empty database and behind all earlier
 * records. For tests that neither stop the worker nor depend on offsets or meters.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface OnKeptWorker {

    /** What the worker is started with, as {@code name=value}. */
    String[] value() default {};
}
