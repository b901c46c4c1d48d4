/** API keys over HTTP. */
@NullMarked
@CheckReturnValue
package io.usher.api.keys.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
