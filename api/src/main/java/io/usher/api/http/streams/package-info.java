/** Answers that go on for a while: what keeps them alive, and what ends them. */
@NullMarked
@CheckReturnValue
package io.usher.api.http.streams;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
