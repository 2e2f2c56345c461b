/**
 * Runs and studies on a tracking server of MLflow, by its REST API. A server that is slow or away
 * costs a training nothing.
 */
package dev.luthier.mlflow;
