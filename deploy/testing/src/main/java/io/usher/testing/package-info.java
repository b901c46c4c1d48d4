/** What the tests of all modules share: servers, a fault proxy, programs as processes, calls over HTTP. Never ships. */
@NullMarked
@CheckReturnValue
package io.usher.testing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
