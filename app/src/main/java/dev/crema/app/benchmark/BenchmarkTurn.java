package dev.crema.app.benchmark;

/**
 * One turn, asked twice.
 *
 * @param number from 1
 * @param warm in the growing conversation, as agents ask it
 * @param cold with a head that no cache has seen
 */
public record BenchmarkTurn(int number, Measure warm, Measure cold) {}
