package dev.crema.mlx.hub;

/**
 * What the files of one pull share.
 *
 * @param access where the hub is
 * @param client asks it
 * @param options how
 * @param disk where bytes go
 * @param meter hears of progress
 */
record PullContext(HubAccess access, HubClient client, PullOptions options, Disk disk, PullMeter meter) {}
