/**
 * Who is calling and what they may do: API keys, signed tokens, trusted proxies and one-time tickets make a {@link
 * dev.millrace.access.Caller} with scopes; limits bound how much a caller asks for; the audit log keeps who changed what.
 */
@NullMarked
package dev.millrace.access;

import org.jspecify.annotations.NullMarked;
