/** What tests need that run Usher as its users do: programs as processes, and calls over HTTP. */
@NullMarked
@CheckReturnValue
package io.usher.testing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
