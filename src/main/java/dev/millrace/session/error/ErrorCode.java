package dev.millrace.session.error;

/** The kinds of failures of sessions. Codes and families are those of the Optics Framework; the statuses are honest. */
public enum ErrorCode {
    /** There is no browser any more. */
    E0101("driver", 500, "The driver is gone"),
    E0102("driver", 500, "The driver could not be started"),
    E0103("driver", 500, "The driver could not be stopped"),
    E0104("driver", 400, "The driver's configuration is not allowed or not complete"),
    E0105("driver", 400, "The keyword does not work here"),
    E0201("element", 404, "The element was not found"),
    E0202("element", 400, "The element cannot be looked for in this way"),
    /** The element is there, but did not become what the keyword needs. */
    E0204("element", 504, "The element was not ready in time"),
    E0205("element", 400, "The element is of a type that the keyword does not work with"),
    E0301("screenshot", 400, "There are no screenshots here"),
    E0303("screenshot", 500, "The screenshot failed"),
    E0401("keyword", 500, "The keyword failed"),
    E0402("keyword", 404, "No such keyword"),
    E0403("keyword", 400, "The parameters do not fit the keyword"),
    E0501("config", 400, "No driver is enabled"),
    E0601("module", 404, "No such module"),
    E0603("module", 500, "The module could not be used"),
    E0701("test", 500, "The execution failed"),
    E0702("test", 404, "No such definition"),
    E0704("test", 504, "The keyword took too long");

    private final String family;
    private final int status;
    private final String title;

    ErrorCode(String family, int status, String title) {
        this.family = family;
        this.status = status;
        this.title = title;
    }

    /** What kind of thing failed. */
    public String family() {
        return family;
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** What happened, the same for all failures of this code. */
    public String title() {
        return title;
    }
}
