package dev.millrace.http;

/** In which order requests pass through the filters before they reach a resource: the highest number first. */
final class FilterOrder {
    static final int REQUEST_ID = 1_000;
    static final int SPAN = 995;
    static final int ACCESS_LOG = 990;
    static final int SECURITY_HEADERS = 980;
    static final int REQUEST_TARGET = 970;
    static final int HOST = 960;
    static final int CROSS_ORIGIN = 950;
    static final int BODY_LIMIT = 900;

    private FilterOrder() {}
}
