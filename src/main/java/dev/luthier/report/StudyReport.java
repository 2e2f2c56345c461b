package dev.luthier.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * All that the page of a study shows, as one JSON object. Every number that is worked out is worked
 * out here; the page draws, filters and sorts.
 *
 * @param study what it is and how far it has come
 * @param parameters what is tuned, in the order of the space
 * @param objectives what is made better, the first one first
 * @param trials as {@code study trials --format json} prints them
 * @param values of each trial's objectives; null where there is none, or no finite number
 * @param front numbers of the complete trials that no other one is better than in all objectives,
 *     from the best in the first one
 * @param positions of each trial on the axes of the parameters; null where it has no such parameter
 * @param bestSoFar the best value of the complete trials up to each, repeats left out; null before
 *     the first
 * @param importance of the parameters
 * @param surfaces of the most important parameters, pair by pair
 * @param curves of the trials that have reported
 * @param timeline what was worked on when
 * @param lineage who descends from whom; null where no population is trained
 * @param best the best trial; null where none is complete
 * @param environments that trials ran in
 * @param sources texts of the study and of the best trial's model
 */
public record StudyReport(
    Overview study,
    List<ParameterAxis> parameters,
    List<Objective> objectives,
    ArrayNode trials,
    List<List<Double>> values,
    List<Integer> front,
    List<List<Double>> positions,
    List<Double> bestSoFar,
    ImportanceShares importance,
    List<Surface> surfaces,
    List<Curve> curves,
    Timeline timeline,
    Lineage lineage,
    Best best,
    List<Environment> environments,
    List<Source> sources) {

  /**
   * What a study is and how far it has come.
   *
   * @param directory where it lies
   * @param metric of the objective
   * @param goal {@code MAXIMIZE} or {@code MINIMIZE}
   * @param states numbers of trials by state, those that occur
   * @param budget of trials; null without one
   * @param folds of cross-validation; 0 without it
   * @param seed of all that is random
   * @param data that the models are trained on
   * @param seconds that processes have spent on the study
   * @param written when the report was made, by ISO 8601
   * @param luthier version that made the report
   */
  public record Overview(
      String name,
      String directory,
      String metric,
      String goal,
      Map<String, Integer> states,
      Integer budget,
      int folds,
      long seed,
      String data,
      double seconds,
      String written,
      String luthier) {}

  /**
   * What is made better.
   *
   * @param metric such as {@code validation/accuracy}
   * @param goal {@code MAXIMIZE} or {@code MINIMIZE}
   */
  public record Objective(String metric, String goal) {}

  /**
   * Which parameters matter.
   *
   * @param shares from largest to smallest; empty where they are not known
   * @param obstacle why they are not; null where they are
   */
  public record ImportanceShares(List<Share> shares, String obstacle) {}

  /** A part of 1. */
  public record Share(String parameter, double share) {}

  /**
   * The objective of a trial on its way.
   *
   * @param steps of the reports
   * @param values of the objective; null where it was no finite number
   */
  public record Curve(int trial, List<Long> steps, List<Double> values) {}

  /**
   * The trainings of a population.
   *
   * @param parts one a trial
   * @param best numbers of the trials that the best one's weights come from, itself as the last
   */
  public record Lineage(List<Part> parts, List<Integer> best) {}

  /**
   * The part of a member's training that a trial is.
   *
   * @param parent the trial whose weights it began with; null where it began anew
   * @param start epochs that these were trained for
   * @param end epochs that they are trained for once the trial is complete
   */
  public record Part(int trial, int member, Integer parent, int start, int end) {}

  /**
   * The best complete trial.
   *
   * @param value of the objective; where the trial was repeated the mean of its executions
   * @param figures loss and metrics by name
   * @param foldValues the objective by fold; empty without cross-validation
   * @param executions values of the trial and of its repeats, its own first
   * @param confusion null where no run has one
   * @param export the command that exports its model
   */
  public record Best(
      int trial,
      double value,
      ObjectNode parameters,
      Map<String, Double> figures,
      List<Double> foldValues,
      List<Double> executions,
      Confusion confusion,
      String export) {}

  /**
   * What trials ran in.
   *
   * @param dataDigest of features and targets
   * @param training number of samples
   * @param validation number of samples
   * @param trials how many of them
   */
  public record Environment(
      String luthier,
      String tensorflow,
      String java,
      String device,
      int threads,
      String dataDigest,
      int training,
      int validation,
      int trials) {}

  /** A text that something was made from. */
  public record Source(String title, String text) {}
}
