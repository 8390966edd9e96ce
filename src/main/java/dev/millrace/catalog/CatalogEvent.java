package dev.millrace.catalog;

import dev.millrace.http.Times;
import dev.millrace.live.Message;

/**
 * Something that happened to a product or an order.
 *
 * @param seq counted over all events of the catalog; gives their order
 * @param type such as {@code order.created}
 * @param subjectId the id of the product or order
 * @param at milliseconds since 1970 UTC
 * @param data the product or order after it, as the API shows it, as JSON on one line
 */
public record CatalogEvent(long seq, String type, long subjectId, long at, String data) {
    /** The event as watchers get it. */
    Message message() {
        String subject = type.substring(0, type.indexOf('.'));
        String json = "{\"seq\":" + seq + ",\"type\":\"" + type + "\",\"at\":\"" + Times.text(at) + "\",\"" + subject
                + "_id\":" + subjectId + ",\"data\":" + data + "}";
        return new Message(seq, type, json, this);
    }
}
