/**
 * From a model to a TensorFlow graph and a session: variables, the training loop inside the graph,
 * checkpoints and SavedModels.
 */
package dev.luthier.graph;
