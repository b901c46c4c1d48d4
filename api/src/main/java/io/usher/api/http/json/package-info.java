/** What callers send, read strictly. */
@NullMarked
@CheckReturnValue
package io.usher.api.http.json;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
