/** Dead letters of all topics: collected, shown to operators, corrected, replayed and deleted. */
@NullMarked
@CheckReturnValue
package io.usher.api.deadletters;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
