/** The notifier: turns events into mails, sends each once, and publishes the outcome. */
@NullMarked
@CheckReturnValue
package io.usher.notifier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
