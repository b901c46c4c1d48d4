/** What the three programs share and outsiders do not need: the brokers they run on and the topics they rely on. */
@NullMarked
@CheckReturnValue
package io.usher.runtime;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
