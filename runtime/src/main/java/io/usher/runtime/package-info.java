/** What the three programs share and outsiders do not need: brokers, topics, publishing, rows. */
@NullMarked
@CheckReturnValue
package io.usher.runtime;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
