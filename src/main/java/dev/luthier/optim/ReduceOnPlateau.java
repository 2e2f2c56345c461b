package dev.luthier.optim;

/**
 * Keras' ReduceLROnPlateau: at the end of an epoch, after {@code patience} epochs without
 * improvement, the learning rate is multiplied by {@code factor}.
 *
 * @param metric such as {@code validation/loss}
 * @param factor below 1
 * @param patience epochs
 * @param minDelta smallest change that counts as improvement
 * @param cooldown epochs after a reduction in which nothing is counted
 * @param minLearningRate never below this
 */
public record ReduceOnPlateau(
    String metric,
    float factor,
    int patience,
    float minDelta,
    int cooldown,
    float minLearningRate) {}
