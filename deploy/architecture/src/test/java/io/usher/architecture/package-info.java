/** Rules that the code of all modules is held to. */
@NullMarked
package io.usher.architecture;

import org.jspecify.annotations.NullMarked;
