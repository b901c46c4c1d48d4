/** Writes letters from Thymeleaf templates in the language of their invitation. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.sending.thymeleaf;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
