/** Counts what became of mails. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.sending.micrometer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
