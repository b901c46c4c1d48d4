package io.usher.benchmarks;

import io.usher.benchmarks.Rounds.Round;

/** Measures {@code mail}: from decisions in the topic to mails that the SMTP server has taken. */
final class MailFigure {

    private MailFigure() {}

    static void measure(Run run) {
        run.progress().say("the notifier starts");
        run.requireNotifier();
        Challenge challenge = run.open("mail");
        long sent = 0;
        for (int i = 0; i <= run.sizes().decideRounds(); i++) {
            int round = i;
            long before = sent;
            if (i == 0) {
                Round warmUp = round(run, challenge, round, before);
                run.progress().say("mail, warming up: %s/s", Report.number(warmUp.value()));
            } else {
                double perSecond = run.rounds("mail").add(() -> round(run, challenge, round, before));
                run.progress().say("mail: %s/s", Report.number(perSecond));
            }
            sent += run.sizes().mails();
        }
    }

    private static Round round(Run run, Challenge challenge, int round, long before) {
        int mails = run.sizes().mails();
        long begun = System.nanoTime();
        run.publishDecisions(mails, person -> challenge.decision("mail" + round, person));
        run.awaitMails(challenge, before + mails);
        return new Round(mails * 1e9 / (System.nanoTime() - begun), mails);
    }
}
