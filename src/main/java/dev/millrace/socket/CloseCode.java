package dev.millrace.socket;

/** Why a socket is closed, as its other end is told: codes of RFC 6455, section 7.4, and from 4000 on our own. */
public enum CloseCode {
    /** A frame breaks the protocol of WebSockets. */
    PROTOCOL_ERROR(1002),
    /** A frame is not text. */
    NOT_TEXT(1003),
    /** A text is not UTF-8. */
    NOT_UTF_8(1007),
    /** A message is longer than it may be. */
    TOO_LONG(1009),
    /** The server stops; another one, or the next one, takes the connection. */
    RESTARTING(1012),
    /** There are too many sockets; another one may be opened later. */
    TRY_LATER(1013),
    /** The credential has expired, or was deleted or replaced. */
    CREDENTIAL_ENDED(4001),
    /** The other end reads too slowly, or no longer. */
    TOO_SLOW(4008),
    /** Another connection has taken this one's place. */
    REPLACED(4009),
    /** The other end gives no sign of life; it will hardly read this. */
    SILENT(4010),
    /** There were too many frames in a row that nobody can read. */
    UNREADABLE(4400);

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    /** The code as it is sent. */
    public int number() {
        return number;
    }
}
