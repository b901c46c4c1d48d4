/** One endpoint more for the API: what the server can do at best. Runs in the API's process and ships with nothing. */
@NullMarked
@CheckReturnValue
package io.usher.benchmarks.empty;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
