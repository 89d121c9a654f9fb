/** The wall at the end of every union: a new kind breaks the build where it must be thought about. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}

/** Whoever runs textback has to mend something; the message says what, and is shown to them without a stack. */
export class OperatorError extends Error {}

/** Every way we say no to somebody, and the HTTP status that goes with it. Codes are stable: programs rely on them. */
export const REFUSALS = {
  invalid_input: 422,
  malformed_json: 400,
  malformed_body: 400,
  unsupported_media_type: 415,
  payload_too_large: 413,
  unauthenticated: 401,
  link_expired: 401,
  wrong_code: 401,
  launch_expired: 401,
  operator_only: 403,
  owner_only: 403,
  not_a_member: 403,
  cross_site: 403,
  not_assigned: 403,
  card_not_configured: 409,
  card_refused: 502,
  card_away: 502,
  purchase_not_found: 404,
  own_carrier_needed: 403,
  bad_signature: 403,
  business_not_found: 404,
  line_not_found: 404,
  call_not_found: 404,
  text_not_found: 404,
  lead_not_found: 404,
  note_not_found: 404,
  key_not_found: 404,
  activity_not_found: 404,
  conversation_not_found: 404,
  notice_not_found: 404,
  move_not_found: 404,
  live_test_not_found: 404,
  number_not_found: 404,
  user_not_found: 404,
  invitation_not_found: 404,
  demo_not_found: 404,
  media_not_found: 404,
  route_not_found: 404,
  method_not_allowed: 405,
  line_taken: 409,
  call_not_missed: 409,
  text_back_exists: 409,
  contact_taken: 409,
  account_taken: 409,
  removed_here: 403,
  demo_unavailable: 409,
  demo_business: 409,
  demo_busy: 409,
  last_owner: 409,
  idempotency_conflict: 409,
  not_builtin: 409,
  not_connected: 409,
  mail_not_configured: 409,
  forward_loop: 422,
  unknown_connector: 422,
  connection_refused: 422,
  caller_opted_out: 409,
  line_cannot_text: 409,
  activity_settled: 409,
  cannot_move: 409,
  move_under_way: 409,
  move_undone: 409,
  move_superseded: 409,
  not_textable: 422,
  not_dialable: 422,
  no_phone_to_ring: 409,
  no_forward_phone: 409,
  number_overridden: 409,
  too_many_requests: 429,
  no_credits: 402,
  caller_unknown: 409,
  too_many_attempts: 429,
  too_many_streams: 429,
  conversation_busy: 409,
  media_unavailable: 502,
  carrier_refused: 422,
  carrier_away: 502,
  unavailable: 503,
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** What is wrong with one field, in words: where it is and what it must be. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** We understood, and the answer is no. Its message is for the person who asked, not for a log. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly fields: readonly FieldProblem[];

  constructor(code: RefusalCode, message: string, fields: readonly FieldProblem[] = []) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.fields = fields;
  }
}
