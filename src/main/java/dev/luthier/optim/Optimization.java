package dev.luthier.optim;

import java.util.Optional;

/**
 * An optimizer with its learning rate schedule and gradient clipping.
 *
 * @param optimizer how a step changes the weights
 * @param schedule what becomes of the learning rate
 * @param clipping of the gradients
 * @param plateau reduction of the learning rate at the end of epochs without improvement
 */
public record Optimization(
    Optimizer optimizer,
    Schedule schedule,
    Optional<Clipping> clipping,
    Optional<ReduceOnPlateau> plateau) {}
