package dev.luthier.nn;

/**
 * A layer whose output can stand for the model's, as in BranchyNet (Teerapittayanon, McDanel &amp;
 * Kung 2016): it is trained beside the last layer, and a sample of which it is sure enough needs
 * nothing behind it.
 *
 * <p>Training minimizes loss(output) + the sum over the exits of loss_weight * loss(exit).
 * Predictions and metrics take, for each sample, the first exit whose likeliest class has a
 * probability of at least {@code confidence}, else the output. BranchyNet looks at the entropy
 * instead; both order the predictions of two classes alike.
 *
 * @param layer full name of the layer, which gives the shape of the model's output
 * @param lossWeight of its loss; that of the output is 1
 * @param confidence probability from which a sample leaves, above 0 and at most 1
 */
public record Exit(String layer, float lossWeight, float confidence) {

  /** The mean share of a sample's multiply-adds that is used, among the figures of a network. */
  public static final String COST = "exits/cost";

  public Exit {
    if (layer.isEmpty()) {
      throw new IllegalArgumentException(
          "exit must name a layer, was empty; write exit { layer: \"early_logits\" }");
    }
    if (!(lossWeight > 0) || Float.isInfinite(lossWeight)) {
      throw new IllegalArgumentException(
          "loss_weight must be positive, was " + lossWeight + "; write a number such as 0.3");
    }
    if (!(confidence > 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "confidence must be above 0 and at most 1, was " + confidence + "; write such as 0.9");
    }
  }

  /** Full name of the variable that holds the weight of the loss. */
  public String lossWeightVariable() {
    return layer + "/exit_loss_weight";
  }

  /** Full name of the variable that holds the confidence. */
  public String confidenceVariable() {
    return layer + "/exit_confidence";
  }

  /** Name of the share of samples that leave here, among the figures of a network. */
  public String figure() {
    return layer + "/exit";
  }
}
