/** Event files that TensorBoard reads: scalars, histograms, pictures and the graph of a run. */
package dev.luthier.tensorboard;
