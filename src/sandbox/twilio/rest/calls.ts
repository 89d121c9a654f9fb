/** Calls (docs/voice/api/call-resource). */
import { type Request, Router } from "express";
import { all, E164, type Form, one } from "../form.ts";
import type { CarrierState } from "../state.ts";
import type { CarrierCall, RestError } from "../types.ts";
import type { Source } from "../voice/leg.ts";
import { type OutboundRequest, startOutbound } from "../voice/outbound.ts";
import { date, fits, listPage, newestFirst, notFound, refuse, withinDates } from "./answers.ts";

const callJson = (state: CarrierState) => (c: CarrierCall) => {
  const uri = `/2010-04-01/Accounts/${c.accountSid}/Calls/${c.sid}`;
  return {
    account_sid: c.accountSid,
    answered_by: c.answeredBy,
    api_version: "2010-04-01",
    caller_name: c.callerName,
    date_created: date(c.startedAt),
    date_updated: date(c.endedAt ?? c.startedAt),
    direction: c.direction,
    duration: c.durationSeconds === null ? null : String(c.durationSeconds),
    end_time: date(c.endedAt),
    forwarded_from: c.forwardedFrom,
    from: c.from,
    from_formatted: c.from,
    group_sid: null,
    parent_call_sid: c.parentSid,
    phone_number_sid: state.number(c.direction === "inbound" ? c.to : c.from)?.sid ?? null,
    price: null,
    price_unit: "USD",
    queue_time: "0",
    sid: c.sid,
    start_time: date(c.startedAt),
    status: c.status,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
    to: c.to,
    to_formatted: c.to,
    trunk_sid: null,
    uri: `${uri}.json`,
  };
};

const bad = (code: number, message: string): RestError => ({ status: 400, code, message });
const isSip = (to: string): boolean => to.startsWith("sip:");

/** Twilio's own checks of a create, in its codes (docs/api/errors). */
function checkCall(state: CarrierState, accountSid: string, form: Form): RestError | null {
  const to = one(form, "To");
  const from = one(form, "From");
  const url = one(form, "Url");
  if (to === "") return bad(21201, "No 'To' number is specified");
  if (!E164.test(to) && !isSip(to)) return bad(21211, `Invalid 'To' Phone Number: ${to}`);
  if (from === "") return bad(21213, "No 'From' number is specified");
  if (!E164.test(from)) return bad(21212, `The 'From' number ${from} is not a valid phone number.`);
  if (state.number(from)?.accountSid !== accountSid)
    return bad(
      21210,
      `The source phone number provided, ${from}, is not yet verified for your account. You may only make calls from phone numbers that you've verified or purchased from Twilio.`,
    );
  if (url === "" && one(form, "Twiml") === "") return bad(21205, "Url parameter is required.");
  if (url !== "" && !URL.canParse(url)) return bad(21205, `Url is not a valid URL: ${url}`);
  if (one(form, "Twiml").length > 4_000) return bad(21205, "Twiml must not exceed 4000 characters.");
  const callback = one(form, "StatusCallback");
  if (callback !== "" && !URL.canParse(callback))
    return bad(21609, `The StatusCallback URL ${callback} is not a valid URL.`);
  return null;
}

const method = (form: Form, name: string): "GET" | "POST" =>
  one(form, name).toUpperCase() === "GET" ? "GET" : "POST";

/** An address wins over a document (docs/voice/api/call-resource). */
function sourceOf(form: Form): Source | null {
  const url = one(form, "Url");
  const fallbackUrl = one(form, "FallbackUrl");
  if (url !== "") return { url, method: method(form, "Method"), fallbackUrl };
  const twiml = one(form, "Twiml");
  return twiml === "" ? null : { twiml };
}

const DEFAULT_TIMEOUT = 60;
const MOST_TIMEOUT = 600;

function requestOf(form: Form, source: Source): OutboundRequest {
  const timeout = Number.parseInt(one(form, "Timeout"), 10);
  const events = all(form, "StatusCallbackEvent");
  const machineDetection = one(form, "MachineDetection");
  const statusCallback = one(form, "StatusCallback");
  const amdCallback = one(form, "AsyncAmdStatusCallback");
  return {
    from: one(form, "From"),
    to: one(form, "To"),
    source,
    timeoutSeconds: Number.isNaN(timeout) ? DEFAULT_TIMEOUT : Math.min(MOST_TIMEOUT, Math.max(1, timeout)),
    statusCallbackEvents: events.length === 0 ? ["completed"] : events,
    statusCallbackMethod: method(form, "StatusCallbackMethod"),
    asyncAmd: one(form, "AsyncAmd") === "true",
    ...(statusCallback === "" ? {} : { statusCallback }),
    ...(machineDetection === "" ? {} : { machineDetection }),
    ...(amdCallback === "" ? {} : { asyncAmdStatusCallback: amdCallback }),
  };
}

/** Status ends it, a new document sends it elsewhere. `null`: done. */
function change(state: CarrierState, call: CarrierCall, form: Form): RestError | null {
  const live = state.live.get(call.sid);
  const status = one(form, "Status");
  if (status !== "" && status !== "completed" && status !== "canceled")
    return bad(20001, `Status ${status} is not valid`);
  if (live === undefined) return bad(21220, "Call is not in-progress. Cannot redirect.");
  if (status === "completed" || status === "canceled") live.end(status);
  const source = sourceOf(form);
  if (source === null) return null;
  if (call.status !== "in-progress" && call.direction !== "inbound")
    return bad(21220, "Call is not in-progress. Cannot redirect.");
  live.redirect(source);
  return null;
}

export function callRoutes(state: CarrierState): Router {
  const router = Router();
  const toJson = callJson(state);
  const own = (req: Request): CarrierCall | undefined => {
    const call = state.callBySid.get(String(req.params.sid));
    return call?.accountSid === req.params.account ? call : undefined;
  };

  router.post("/Accounts/:account/Calls.json", (req, res) => {
    const account = String(req.params.account);
    const refused = checkCall(state, account, req.body);
    const source = sourceOf(req.body);
    if (refused !== null) refuse(res, refused.status, refused.code, refused.message);
    else if (source !== null)
      res.status(201).json(toJson(startOutbound(state, account, requestOf(req.body, source))));
  });
  router.get("/Accounts/:account/Calls.json", (req, res) => {
    const { To, From, ParentCallSid, Status } = req.query;
    const started = withinDates(req, "StartTime");
    const ended = withinDates(req, "EndTime");
    const found = state.calls.filter(
      (c) =>
        c.accountSid === req.params.account &&
        fits(To, c.to) &&
        fits(From, c.from) &&
        fits(Status, c.status) &&
        fits(ParentCallSid, c.parentSid) &&
        started(c.startedAt) &&
        ended(c.endedAt),
    );
    res.json(
      listPage(
        req,
        "calls",
        newestFirst(found, (c) => c.startedAt),
        toJson,
      ),
    );
  });
  router.get("/Accounts/:account/Calls/:sid.json", (req, res) => {
    const call = own(req);
    if (call === undefined) notFound(req, res);
    else res.json(toJson(call));
  });
  router.post("/Accounts/:account/Calls/:sid.json", (req, res) => {
    const call = own(req);
    if (call === undefined) {
      notFound(req, res);
      return;
    }
    const refused = change(state, call, req.body);
    if (refused !== null) refuse(res, refused.status, refused.code, refused.message);
    else res.json(toJson(call));
  });
  return router;
}
