/** The Idempotency-Key header. */
@NullMarked
@CheckReturnValue
package io.usher.api.repeating.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
