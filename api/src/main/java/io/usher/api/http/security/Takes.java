package io.usher.api.http.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the callers of a handler have to be allowed to do; without it any key will do. The OpenAPI document says so as the
 * scopes of the operation, of which any one is enough. The use case behind the handler refuses the others.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Takes {

    Action value();

    /** Whether somebody who is signed in may do it for themselves, whatever their roles. */
    boolean exceptOwn() default false;
}
