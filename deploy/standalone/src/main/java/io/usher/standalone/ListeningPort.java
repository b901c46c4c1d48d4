package io.usher.standalone;

/** A port that accepts connections from outside. */
enum ListeningPort {
    HTTP("USHER_HTTP_PORT", 8080),
    KAFKA("USHER_KAFKA_PORT", 9092),
    POSTGRES("USHER_POSTGRES_PORT", 5432),
    SMTP("USHER_SMTP_PORT", 3025),
    MAIL("USHER_MAIL_PORT", 8025);

    private final String setting;
    private final int usual;

    ListeningPort(String setting, int usual) {
        this.setting = setting;
        this.usual = usual;
    }

    /** The environment variable that changes it. */
    String setting() {
        return setting;
    }

    int usual() {
        return usual;
    }
}
