/** Acceptances over HTTP. */
@NullMarked
@CheckReturnValue
package io.usher.api.acceptances.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
