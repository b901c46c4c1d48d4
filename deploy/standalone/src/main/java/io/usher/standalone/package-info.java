/** All of Usher in one JVM: the servers that it needs and the three programs, started and stopped together. */
@NullMarked
@CheckReturnValue
package io.usher.standalone;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
