/** Follows topics from a position on, whatever happens to the connection. */
@NullMarked
@CheckReturnValue
package io.usher.api.acceptances.topics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
