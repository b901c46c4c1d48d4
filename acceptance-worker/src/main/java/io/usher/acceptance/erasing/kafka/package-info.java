/** Requests to erase people, as they come. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance.erasing.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
