/** Deletes messages that nobody needs any more. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.forgetting;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
