/** What all of the API has in common: problem details, request ids, paging, idempotent requests, versionless paths. */
@NullMarked
package dev.millrace.http;

import org.jspecify.annotations.NullMarked;
