/** Hands mails over to an SMTP server and interprets its replies. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.sending.smtp;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
