/** What the program needs of the broker to run: its topics, and that it answers. */
@NullMarked
@CheckReturnValue
package io.usher.api.operating.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
