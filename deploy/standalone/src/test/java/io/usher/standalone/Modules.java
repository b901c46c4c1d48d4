package io.usher.standalone;

/** The modules of the programs. */
final class Modules {

    private Modules() {}

    /** The folder of the program's module. */
    static String of(Program program) {
        return switch (program) {
            case API -> "api";
            case ACCEPTANCE_WORKER -> "acceptance-worker";
            case NOTIFIER_WORKER -> "notifier-worker";
        };
    }
}
