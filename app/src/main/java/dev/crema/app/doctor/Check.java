package dev.crema.app.doctor;

import java.util.List;

/** One look at the machine. Changes nothing; what is wrong is a finding, not an exception. */
@FunctionalInterface
interface Check {
    /** What was found, at least one thing. */
    List<Finding> look();
}
