package io.usher.runtime;

import java.util.List;

/** Topics exist with other settings than the programs rely on. Only an operator can mend that. */
public final class WrongTopicsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongTopicsException(List<String> differences) {
        super(String.join("; ", differences));
    }
}
