/** Lookup v2 (docs/lookup/v2-api). */
import { Router } from "express";
import {
  type PhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js/max";
import type { CarrierState } from "../state.ts";
import type { LookupFacts } from "../types.ts";

const lineType = (facts: LookupFacts) => ({
  carrier_name: facts.errorCode === undefined ? (facts.carrierName ?? "T-Mobile USA, Inc.") : null,
  error_code: facts.errorCode ?? null,
  mobile_country_code: facts.lineType === undefined || facts.lineType === "mobile" ? "310" : null,
  mobile_network_code: facts.lineType === undefined || facts.lineType === "mobile" ? "160" : null,
  type: facts.errorCode === undefined ? (facts.lineType ?? "mobile") : null,
});

const callerName = (facts: LookupFacts) => ({
  caller_name: facts.callerName ?? null,
  caller_type: facts.callerName === undefined ? null : "CONSUMER",
  error_code: null,
});

function problems(text: string, parsed: PhoneNumber | undefined): readonly string[] {
  if (parsed?.isValid() === true) return [];
  if (parsed?.isPossible() === true) return ["INVALID_BUT_POSSIBLE"];
  switch (validatePhoneNumberLength(text)) {
    case "TOO_SHORT":
      return ["TOO_SHORT"];
    case "TOO_LONG":
      return ["TOO_LONG"];
    case "INVALID_COUNTRY":
      return ["INVALID_COUNTRY_CODE"];
    case "INVALID_LENGTH":
      return ["INVALID_LENGTH"];
    default:
      return ["NOT_A_NUMBER"];
  }
}

export function lookupRoutes(state: CarrierState): Router {
  const router = Router();
  router.get("/PhoneNumbers/:number", (req, res) => {
    const text = String(req.params.number);
    const parsed = parsePhoneNumberFromString(text, "US");
    const phoneNumber = parsed?.number ?? text;
    const facts = state.lookups.get(phoneNumber);
    // A number that a test describes exists, whatever the numbering plan says of it.
    const errors = facts === undefined ? problems(text, parsed) : [];
    const fields = String(req.query.Fields ?? "").split(",");
    const valid = errors.length === 0;
    const when = (field: string, value: object) => (valid && fields.includes(field) ? value : null);
    res.json({
      call_forwarding: null,
      caller_name: when("caller_name", callerName(facts ?? {})),
      calling_country_code: parsed?.countryCallingCode ?? null,
      country_code: parsed?.country ?? null,
      identity_match: null,
      line_status: null,
      line_type_intelligence: when("line_type_intelligence", lineType(facts ?? {})),
      national_format: parsed?.formatNational() ?? null,
      phone_number: phoneNumber,
      phone_number_quality_score: null,
      pre_fill: null,
      reassigned_number: null,
      sim_swap: null,
      sms_pumping_risk: null,
      url: `${state.baseUrl}${req.originalUrl}`,
      valid,
      validation_errors: errors,
    });
  });
  return router;
}
