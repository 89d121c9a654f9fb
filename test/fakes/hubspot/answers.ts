/** HubSpot's answers, word for word where a real one was published. */

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as HTML, as its gateway does when it is in trouble; else JSON. */
  readonly body: object | string | null;
}

const CORRELATION = "aeb5f871-7f07-4993-9211-075dc63e7cbf";
const error = (status: number, category: string, message: string, more: object = {}): Answer => ({
  status,
  body: { status: "error", message, correlationId: CORRELATION, category, ...more },
});

export const ok = (body: object, status = 200): Answer => ({ status, body });

export const expired = error(
  401,
  "EXPIRED_AUTHENTICATION",
  "The OAuth token used to make this call expired 30 minute(s) ago.",
);
export const unauthenticated = error(
  401,
  "INVALID_AUTHENTICATION",
  "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
);
export const missingScope = (scope: string | null) =>
  error(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call.", {
    errors: [
      {
        message: "One or more of the following scopes are required.",
        context: { requiredGranularScopes: [scope ?? "?"] },
      },
    ],
  });
export const notFound = (what: string) => error(404, "OBJECT_NOT_FOUND", `${what} not found`);
export const badRequest = (message: string) => error(400, "VALIDATION_ERROR", message);

export interface PropertyProblem {
  readonly name: string;
  readonly error: string;
  readonly message: string;
}

/** Property errors are JSON inside the message of the answer. */
export const badProperties = (problems: readonly PropertyProblem[]): Answer =>
  badRequest(
    `Property values were not valid: ${JSON.stringify(
      problems.map((each) => ({
        isValid: false,
        ...each,
        localizedErrorMessage: each.message,
        portalId: 62515,
      })),
    )}`,
  );

export const missingProperties = (names: readonly string[]): Answer =>
  error(400, "VALIDATION_ERROR", `Error creating CONTACT. Some required properties were not set.`, {
    errors: [
      {
        message: "Some required properties were not set.",
        code: "MISSING_REQUIRED_PROPERTY",
        context: { properties: names },
      },
    ],
  });

const throttled = (policy: object, message: string, headers: Record<string, string> = {}): Answer => ({
  status: 429,
  headers,
  body: { status: "error", message, errorType: "RATE_LIMIT", correlationId: CORRELATION, ...policy },
});
export const tenSecondly = throttled(
  { policyName: "TEN_SECONDLY_ROLLING" },
  "You have reached your ten_secondly_rolling limit.",
  {
    "x-hubspot-ratelimit-max": "110",
    "x-hubspot-ratelimit-remaining": "0",
    "x-hubspot-ratelimit-interval-milliseconds": "10000",
  },
);
export const secondly = throttled({}, "You have reached your secondly limit.");
export const daily = throttled({ policyName: "DAILY" }, "You have reached your daily limit.", {
  "retry-after": "60",
});

export const badGateway: Answer = {
  status: 502,
  body: "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>",
};
export const unavailable: Answer = {
  status: 503,
  body: { status: "error", message: "Service temporarily unavailable", correlationId: CORRELATION },
};
export const locked = error(423, "LOCKED", "The resource is locked by another operation");
