package dev.crema.mlx.kv.disk;

/** Why a block was not kept. */
public enum Refusal {
    /** The folder cannot be used, or the store is closed. */
    UNAVAILABLE,
    /** Blocks are computed faster than the disk takes them. */
    QUEUE_FULL,
    /** As many bytes were written today as may be. */
    DAILY_CAP,
    /** The block before it is not here, so it could never be found. */
    NO_PARENT,
    /** It does not fit into the budget beside the blocks that lead to it. */
    NO_ROOM,
    /** The file system has less free space than is to be left to others. */
    FREE_SPACE,
    /** A write failed, now or within the last seconds. */
    FAILED
}
