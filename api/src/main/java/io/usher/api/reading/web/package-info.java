/** What callers send, read strictly. */
@NullMarked
@CheckReturnValue
package io.usher.api.reading.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
