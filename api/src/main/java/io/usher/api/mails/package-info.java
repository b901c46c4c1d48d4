/** What people and mail servers answer to mails: no more of them, or no such mailbox. The notifier does what follows. */
@NullMarked
@CheckReturnValue
package io.usher.api.mails;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
