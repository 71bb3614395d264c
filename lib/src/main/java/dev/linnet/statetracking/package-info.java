/**
 * State tracking: tasks that need a state to be updated at every token, closed-form solutions, and experiments that train
 * models on them.
 *
 * <p>{@link dev.linnet.statetracking.Task} generates examples, {@link dev.linnet.statetracking.Construction} solves a group's word
 * problem with weights written down by hand, {@link dev.linnet.statetracking.Experiment} trains a model from one record and gives
 * an {@link dev.linnet.statetracking.ExperimentResult}. Everything is decided by seeds, see {@link dev.linnet.statetracking.Seeds}.
 *
 * <p>Sources: Grazzi et al., "Unlocking State-Tracking in Linear RNNs Through Negative Eigenvalues" (arXiv 2411.12537); Siems
 * et al., "DeltaProduct" (arXiv 2502.10297).
 */
package dev.linnet.statetracking;
