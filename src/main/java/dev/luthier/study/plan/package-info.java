/**
 * How a search goes on and when it ends: what follows from the history alone, whoever runs the
 * trials and wherever they are kept.
 */
package dev.luthier.study.plan;
