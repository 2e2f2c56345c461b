/** A trial of a study, whoever runs it: what is asked for, what is told on the way, how it ends. */
package dev.luthier.study.trial;
