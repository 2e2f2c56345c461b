/**
 * Bayesian optimization by a Gaussian process: the space as numbers, the process and the fit of its
 * kernel, what a proposal is expected to bring, and the search for the one that brings most.
 */
package dev.luthier.search.gp;
