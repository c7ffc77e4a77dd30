package dev.crema.app.supervise;

import java.time.Duration;

/** A program of which one part does not end. */
final class HangingProgram {
    private HangingProgram() {}

    public static void main(String[] args) throws InterruptedException {
        Shutdown shutdown = new Shutdown(Duration.ofMillis(100), () -> HardExit.now(1));
        shutdown.add("hanging", () -> Thread.sleep(Duration.ofDays(1)));
        shutdown.runAtExit();
        System.out.println("running");
        shutdown.await();
    }
}
