package dev.millrace.access;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Who makes the request that is being served. Take the {@link Caller} out of it for what outlasts the request. */
@RequestScoped
public class CurrentCaller {
    private @Nullable Caller caller;
    private boolean handedOn;

    /** The caller. There is one in every resource. */
    public Caller get() {
        if (caller == null) {
            throw new IllegalStateException("the request has not been admitted");
        }
        return caller;
    }

    boolean isKnown() {
        return caller != null;
    }

    /** Whether another server hands the request on, and has counted it, and writes down what comes of it. */
    public boolean isHandedOn() {
        return handedOn;
    }

    void become(Caller known, boolean byAnotherServer) {
        this.caller = known;
        this.handedOn = byAnotherServer;
    }
}
