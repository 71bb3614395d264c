package dev.linnet.statetracking;

/**
 * The value modulo m of digits and operators in turn, as far as it is read: '*' binds stronger than '+' and '-'. Its state is what a
 * model must keep: the sum of the finished products, the sign of the product that is being read, and that product.
 */
final class Accumulator {
    private final int modulus;
    private int sum;
    private int sign = 1;
    private int product;
    private boolean times;

    Accumulator(int modulus) {
        this.modulus = modulus;
    }

    void digit(int digit) {
        product = times ? product * digit % modulus : digit;
        times = false;
    }

    void times() {
        times = true;
    }

    void plus(int nextSign) {
        sum += sign * product;
        sum %= modulus;
        sign = nextSign;
    }

    /** The value after a digit, in 0 .. m-1. */
    int value() {
        return Math.floorMod(sum + sign * product, modulus);
    }
}
