/** The page behind the link. */
@NullMarked
@CheckReturnValue
package io.usher.api.landing.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
