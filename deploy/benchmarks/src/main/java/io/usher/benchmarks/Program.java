package io.usher.benchmarks;

/** One of the three programs, and the heap that it is run with. */
enum Program {
    API("api", "api", "usher_api", 512),
    WORKER("worker", "acceptance-worker", "usher_acceptance_worker", 256),
    NOTIFIER("notifier", "notifier-worker", "usher_notifier_worker", 256);

    private final String shortName;
    private final String module;
    private final String role;
    private final int heapMiB;

    Program(String shortName, String module, String role, int heapMiB) {
        this.shortName = shortName;
        this.module = module;
        this.role = role;
        this.heapMiB = heapMiB;
    }

    String shortName() {
        return shortName;
    }

    /** The folder whose {@code target} holds its jar. */
    String module() {
        return module;
    }

    /** In the database. */
    String role() {
        return role;
    }

    String heap() {
        return "-Xmx%dm".formatted(heapMiB);
    }
}
