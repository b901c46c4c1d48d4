/** Acceptances over HTTP. */
@NullMarked
@CheckReturnValue
package io.usher.api.accepting.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
