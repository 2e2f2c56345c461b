package dev.luthier.search.gp;

/**
 * What a Gaussian process assumes of its function.
 *
 * @param weights inverse squared length scale of each parameter
 * @param signal prior variance of the function
 * @param noise variance of what is observed around the function
 * @param inputs how columns are bent before distances are measured
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Hyperparameters(double[] weights, double signal, double noise, InputWarping inputs) {

  /** Noise is never assumed to be less: it keeps the matrices well-conditioned. */
  static final double LEAST_NOISE = 1e-6;
}
