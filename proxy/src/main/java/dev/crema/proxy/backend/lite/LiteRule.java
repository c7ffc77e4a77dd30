package dev.crema.proxy.backend.lite;

/** When to give which answer. */
record LiteRule(LiteCondition when, LiteAnswer answer) {}
