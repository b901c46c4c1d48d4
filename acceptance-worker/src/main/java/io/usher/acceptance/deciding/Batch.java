package io.usher.acceptance.deciding;

import java.util.List;

/**
 * A run of the log of one partition.
 *
 * @param expected where the partition's position must be for the batch to be decided
 * @param next where it is afterwards
 * @param requests those in the run that could be read, in log order
 */
public record Batch(int partition, long expected, long next, List<Request> requests) {}
