package dev.crema.proxy.config;

/** Where a setting's value comes from; an earlier one counts more than a later one. */
public enum Origin {
    /** The command line, or a choice of this run. */
    OVERRIDE,
    /** A variable of the environment. */
    ENVIRONMENT,
    /** {@code config.json}. */
    FILE,
    /** Nobody has set it. */
    DEFAULT
}
