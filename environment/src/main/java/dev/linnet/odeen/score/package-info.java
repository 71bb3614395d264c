/** How well players explain and predict: the paper's metrics, the same for symbolic and learned players. */
package dev.linnet.odeen.score;
