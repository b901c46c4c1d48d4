/** Paces mails per recipient domain with token buckets. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.sending.bucket4j;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
