/** Hands mails to an SMTP server and reads its replies. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.sending.smtp;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
