package io.usher.benchmarks;

import io.usher.benchmarks.Rounds.Round;

/** Measures {@code mail}: from decisions in the topic to mails that the SMTP server has taken. */
final class MailFigure {

    private final Run run;
    private final Challenge challenge;
    private int rounds;

    /** The notifier is running. */
    MailFigure(Run run) {
        this.run = run;
        this.challenge = run.open("mail");
    }

    static void measure(Run run) {
        run.progress().say("the notifier starts");
        run.requireNotifier();
        MailFigure figure = new MailFigure(run);
        run.progress()
                .say("mail, warming up: %s/s", Report.number(figure.round().value()));
        for (int i = 0; i < run.sizes().decideRounds(); i++) {
            run.progress().say("mail: %s/s", Report.number(run.rounds("mail").add(figure::round)));
        }
    }

    /** Has mails sent to people who have not had any yet. */
    Round round() {
        int mails = run.sizes().mails();
        int round = rounds++;
        long begun = System.nanoTime();
        run.publishDecisions(mails, person -> challenge.decision("mail" + round, person));
        run.awaitMails(challenge, (round + 1L) * mails);
        return new Round(mails * 1e9 / (System.nanoTime() - begun), mails);
    }
}
