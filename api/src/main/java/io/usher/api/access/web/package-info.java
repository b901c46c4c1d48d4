/** Bearer tokens on HTTP requests, and the caller that they stand for. */
@NullMarked
@CheckReturnValue
package io.usher.api.access.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
