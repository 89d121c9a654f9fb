import { OperatorError } from "../../domain/errors.ts";

export type EmbeddedPostgresCode =
  | "data_dir_in_use"
  | "data_dir_unusable"
  | "wrong_owner"
  | "unsupported_platform"
  | "cannot_drop_root"
  | "init_failed"
  | "start_failed"
  | "stop_failed";

/** The embedded Postgres cannot run here; the message says what to do. */
export class EmbeddedPostgresError extends OperatorError {
  readonly code: EmbeddedPostgresCode;
  constructor(code: EmbeddedPostgresCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "EmbeddedPostgresError";
    this.code = code;
  }
}

export const USE_YOUR_OWN = "Or set DATABASE_URL to a PostgreSQL of your own.";
