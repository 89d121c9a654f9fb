/** Salesforce's answers, word for word where a real one was published. */

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as HTML, as its gateway does when it is in trouble; else JSON; `null`: no content. */
  readonly body: object | string | null;
}

export const ok = (body: object, status = 200): Answer => ({ status, body });
export const noContent: Answer = { status: 204, body: null };

/** Every code here is one of the API's (partner.wsdl), or of its REST error page. */
export const refused = (
  status: number,
  errorCode: string,
  message: string,
  more: { fields?: readonly string[]; duplicateResult?: object } = {},
): Answer => ({ status, body: [{ message, errorCode, ...more }] });

export const sessionInvalid = refused(401, "INVALID_SESSION_ID", "Session expired or invalid");
export const limitExceeded = refused(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
export const rowLocked = refused(
  400,
  "UNABLE_TO_LOCK_ROW",
  "unable to obtain exclusive access to this record or 1 records: 00Q5e000000000AAAA",
);
export const serverUnavailable = refused(
  503,
  "SERVER_UNAVAILABLE",
  "The request failed because the server is unavailable",
);
export const notFound = refused(404, "NOT_FOUND", "The requested resource does not exist");
export const insufficientAccess = refused(
  400,
  "INSUFFICIENT_ACCESS_OR_READONLY",
  "insufficient access rights on object id",
  { fields: [] },
);
export const halted = refused(
  400,
  "PROCESSING_HALTED",
  "The transaction was rolled back since another operation in the same transaction failed.",
);
export const apiDisabled = refused(
  403,
  "API_DISABLED_FOR_ORG",
  "API is not enabled for this Organization or Partner",
);
export const noSuchColumn = (field: string, type: string): Answer =>
  refused(
    400,
    "INVALID_FIELD",
    `No such column '${field}' on sobject of type ${type}. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
  );

export const noSuchRelationship = (name: string): Answer =>
  refused(
    400,
    "INVALID_FIELD",
    `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.`,
  );

/** A page in the place of an answer, with the status of a success. */
export const maintenancePage: Answer = {
  status: 200,
  body: "<html><head><title>Down for Maintenance</title></head><body>We are down for maintenance.</body></html>",
};
export const blockedByGateway: Answer = { status: 403, body: "<html><body>Access denied</body></html>" };
export const badGateway: Answer = { status: 502, body: "<html><body>502 Bad Gateway</body></html>" };
export const movedElsewhere = (to: string): Answer => ({
  status: 302,
  headers: { location: to },
  body: "",
});

export const codeOf = ({ body }: Answer): string =>
  Array.isArray(body) ? String((body[0] as { errorCode?: string }).errorCode) : "";
