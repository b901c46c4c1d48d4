/** Sends due messages: paced, retried, each by one instance at a time. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.sending;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
