/** The account's phone numbers, and those that it could buy (docs/phone-numbers/api). */
import { type Request, Router } from "express";
import { type Form, one } from "../form.ts";
import { newNumber } from "../numbers.ts";
import type { CarrierState } from "../state.ts";
import type { CarrierNumber } from "../types.ts";
import { date, fits, listPage, notFound, refuse } from "./answers.ts";

const numberJson = (n: CarrierNumber) => ({
  account_sid: n.accountSid,
  address_requirements: "none",
  address_sid: null,
  api_version: "2010-04-01",
  beta: false,
  bundle_sid: null,
  capabilities: { fax: false, mms: true, sms: true, voice: true },
  date_created: date(n.createdAt),
  date_updated: date(n.createdAt),
  friendly_name: n.friendlyName,
  origin: "twilio",
  phone_number: n.phoneNumber,
  sid: n.sid,
  sms_application_sid: n.smsApplicationSid ?? "",
  sms_fallback_method: "POST",
  sms_fallback_url: n.smsFallbackUrl,
  sms_method: "POST",
  sms_url: n.smsUrl,
  status: "in-use",
  status_callback: n.statusCallback,
  status_callback_method: "POST",
  trunk_sid: n.trunkSid,
  uri: `/2010-04-01/Accounts/${n.accountSid}/IncomingPhoneNumbers/${n.sid}.json`,
  voice_application_sid: n.voiceApplicationSid,
  voice_caller_id_lookup: n.voiceCallerIdLookup,
  voice_fallback_method: "POST",
  voice_fallback_url: n.voiceFallbackUrl,
  voice_method: "POST",
  voice_receive_mode: "voice",
  voice_url: n.voiceUrl,
});

/** What a form names changes, the rest stays. */
function configure(number: CarrierNumber, form: Form): void {
  const given = (name: string, otherwise: string) => (form[name] === undefined ? otherwise : one(form, name));
  number.friendlyName = given("FriendlyName", number.friendlyName);
  number.voiceUrl = given("VoiceUrl", number.voiceUrl);
  number.voiceFallbackUrl = given("VoiceFallbackUrl", number.voiceFallbackUrl);
  number.smsUrl = given("SmsUrl", number.smsUrl);
  number.smsFallbackUrl = given("SmsFallbackUrl", number.smsFallbackUrl);
  number.statusCallback = given("StatusCallback", number.statusCallback);
  number.voiceCallerIdLookup =
    given("VoiceCallerIdLookup", String(number.voiceCallerIdLookup)).toLowerCase() === "true";
}

interface Available {
  readonly sid: string;
  readonly phoneNumber: string;
  readonly areaCode: string;
}

const AREA_CODES = ["512", "415", "312"];
const PER_AREA_CODE = 10;

/** Numbers 555-0100 to 555-0199 are kept for fiction: nobody is called by mistake. */
function availableNumbers(state: CarrierState, areaCode: string): readonly Available[] {
  const codes = /^[2-9]\d\d$/.test(areaCode) ? [areaCode] : areaCode === "" ? AREA_CODES : [];
  return codes
    .flatMap((code) =>
      Array.from({ length: PER_AREA_CODE }, (_, i) => ({
        areaCode: code,
        phoneNumber: `+1${code}55501${String(50 + i)}`,
      })),
    )
    .filter(({ phoneNumber }) => state.number(phoneNumber) === undefined)
    .map((each) => ({ ...each, sid: each.phoneNumber }));
}

const availableJson =
  (country: string) =>
  ({ phoneNumber, areaCode }: Available) => ({
    address_requirements: "none",
    beta: false,
    capabilities: { fax: false, MMS: true, SMS: true, voice: true },
    friendly_name: `(${areaCode}) 555-${phoneNumber.slice(-4)}`,
    iso_country: country,
    lata: null,
    latitude: null,
    locality: null,
    longitude: null,
    phone_number: phoneNumber,
    postal_code: null,
    rate_center: null,
    region: null,
  });

/** `*` stands for any digit (docs/phone-numbers/api/availablephonenumberlocal-resource). */
function contains(pattern: string, phoneNumber: string): boolean {
  if (pattern === "") return true;
  const digits = pattern.replace(/[^\d*]/g, "").replaceAll("*", "\\d");
  return new RegExp(digits).test(phoneNumber);
}

export function numberRoutes(state: CarrierState): Router {
  const router = Router();
  const own = (req: Request): CarrierNumber | undefined =>
    state.numbers.find(({ sid, accountSid }) => sid === req.params.sid && accountSid === req.params.account);

  router.get("/Accounts/:account/IncomingPhoneNumbers.json", (req, res) => {
    const { PhoneNumber, FriendlyName } = req.query;
    const found = state.numbers.filter(
      (n) =>
        n.accountSid === req.params.account &&
        fits(PhoneNumber, n.phoneNumber) &&
        fits(FriendlyName, n.friendlyName),
    );
    res.json(listPage(req, "incoming_phone_numbers", found, numberJson));
  });
  router.post("/Accounts/:account/IncomingPhoneNumbers.json", (req, res) => {
    const areaCode = one(req.body, "AreaCode");
    const wanted = one(req.body, "PhoneNumber");
    if (wanted === "" && areaCode === "") {
      refuse(res, 400, 21452, "Either a PhoneNumber or an AreaCode is required.");
      return;
    }
    const offered = availableNumbers(state, wanted === "" ? areaCode : wanted.slice(2, 5));
    const bought = offered.find(({ phoneNumber }) => wanted === "" || phoneNumber === wanted);
    if (bought === undefined) {
      refuse(
        res,
        400,
        wanted === "" ? 21452 : 21422,
        wanted === "" ? "No phone numbers found in the area code." : `${wanted} is not available.`,
      );
      return;
    }
    const number = newNumber(state, {
      phoneNumber: bought.phoneNumber,
      accountSid: String(req.params.account),
    });
    configure(number, req.body);
    state.numbers.push(number);
    res.status(201).json(numberJson(number));
  });
  router.get("/Accounts/:account/IncomingPhoneNumbers/:sid.json", (req, res) => {
    const number = own(req);
    if (number === undefined) notFound(req, res);
    else res.json(numberJson(number));
  });
  router.post("/Accounts/:account/IncomingPhoneNumbers/:sid.json", (req, res) => {
    const number = own(req);
    if (number === undefined) {
      notFound(req, res);
      return;
    }
    configure(number, req.body);
    res.json(numberJson(number));
  });
  router.delete("/Accounts/:account/IncomingPhoneNumbers/:sid.json", (req, res) => {
    const number = own(req);
    if (number === undefined) {
      notFound(req, res);
      return;
    }
    state.numbers.splice(state.numbers.indexOf(number), 1);
    res.status(204).end();
  });
  router.get("/Accounts/:account/AvailablePhoneNumbers/:country/Local.json", (req, res) => {
    const country = String(req.params.country);
    const offered = country === "US" ? availableNumbers(state, String(req.query.AreaCode ?? "")) : [];
    const pattern = String(req.query.Contains ?? "");
    const found = offered.filter(({ phoneNumber }) => contains(pattern, phoneNumber));
    res.json(listPage(req, "available_phone_numbers", found, availableJson(country)));
  });
  return router;
}
