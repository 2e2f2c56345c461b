/** Optimizers on TensorFlow's own ops, learning rate schedules and gradient clipping. */
package dev.luthier.optim;
