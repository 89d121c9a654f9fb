import { v7 } from "uuid";
import type { NewId } from "../app/ports/index.ts";

/** A prefix that says what it is, and a UUID v7, so that ids sort by time and indexes stay compact. */
export const newId: NewId = (prefix) => `${prefix}_${v7().replaceAll("-", "")}`;
