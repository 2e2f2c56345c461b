/**
 * What is searched and what became of it: spaces, assignments, trials and their history, and what a
 * sampler, a pruner and an end of a study are. Data in, data out, without TensorFlow.
 *
 * <p>The samplers that need no mathematics are here, too. The others, and the pruners, are in the
 * packages below, none of which this one knows.
 */
package dev.luthier.search;
