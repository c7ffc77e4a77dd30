package dev.crema.proxy.cache;

/**
 * Whom an answer was made for: what answers are looked up by when people want to see or wipe them.
 *
 * @param model the model's id
 * @param user whom the client acted for; empty when unknown
 * @param project the folder or the name of what was worked on; empty when unknown
 * @param createdMillis when the answer was generated, since 1970
 */
record Origin(String model, String user, String project, long createdMillis) {}
