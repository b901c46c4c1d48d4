package io.usher.acceptance.deciding.r2dbc;

import java.util.Collection;

/**
 * An array as PostgreSQL writes it, for a column that holds an array in each row of an {@code unnest}: unnest flattens
 * arrays of arrays. See PostgreSQL's manual, "Array Input and Output Syntax".
 */
final class ArrayLiteral {

    private ArrayLiteral() {}

    static String of(Collection<?> elements) {
        if (elements.isEmpty()) {
            return "{}";
        }
        StringBuilder literal = new StringBuilder("{");
        for (Object element : elements) {
            if (literal.length() > 1) {
                literal.append(',');
            }
            literal.append('"')
                    .append(element.toString().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return literal.append('}').toString();
    }
}
