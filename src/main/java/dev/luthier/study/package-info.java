/**
 * Studies: many trials of a model or of any function, until a budget is spent.
 *
 * <p>{@link dev.luthier.study.Study} tries parameters of a function of Java, {@link
 * dev.luthier.study.ModelStudy} those of a model file. The packages below are what both are made
 * of; none of them knows this one.
 */
package dev.luthier.study;
