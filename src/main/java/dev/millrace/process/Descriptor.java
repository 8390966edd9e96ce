package dev.millrace.process;

/** An open file descriptor of this process. Not for use by several threads at once. */
final class Descriptor implements AutoCloseable {
    /** What {@code poll(2)} passes over. */
    static final int NONE = -1;

    private int number;

    Descriptor(int number) {
        this.number = number;
    }

    /** Its number, or {@link #NONE} once it is closed. */
    int number() {
        return number;
    }

    boolean isOpen() {
        return number != NONE;
    }

    /** Hands it over to a new owner: closing this one does nothing any more. */
    Descriptor move() {
        var moved = new Descriptor(number);
        number = NONE;
        return moved;
    }

    @Override
    public void close() {
        if (isOpen()) {
            Libc.close(number);
            number = NONE;
        }
    }
}
