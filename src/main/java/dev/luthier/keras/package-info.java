/**
 * Models that Keras 3 has saved, as Luthier's: architecture, weights, and what they were compiled
 * with. All that is read may come from anybody: nothing of it is run, and sizes are bounded before
 * memory is taken.
 */
package dev.luthier.keras;
