/** Training: epochs, validation, early stopping, checkpoints, and who is told. */
package dev.luthier.train;
