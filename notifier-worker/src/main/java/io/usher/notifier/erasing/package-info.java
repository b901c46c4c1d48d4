/** Deletes the mail of people who are erased, and messages that are older than the retention. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.erasing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
