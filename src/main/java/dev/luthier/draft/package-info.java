/**
 * A first model and a first study for data that nobody has written one for yet: text files that
 * their users go on with.
 */
package dev.luthier.draft;
