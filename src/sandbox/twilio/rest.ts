/** The parts of Twilio's REST API (2010-04-01) that we use, in its shapes. */
import { type Request, type RequestHandler, type Response, Router, urlencoded } from "express";
import type { CarrierState } from "./state.ts";
import { acceptMessage, checkCreate } from "./texts.ts";
import type { CarrierCall, CarrierMessage, CarrierNumber } from "./types.ts";

const BASE = "/2010-04-01/Accounts/:account";

const messageJson = (m: CarrierMessage) => ({
  account_sid: m.accountSid,
  api_version: "2010-04-01",
  body: m.body,
  date_created: m.createdAt.toUTCString(),
  date_sent: m.sentAt?.toUTCString() ?? null,
  date_updated: (m.sentAt ?? m.createdAt).toUTCString(),
  direction: m.direction,
  error_code: m.errorCode,
  error_message: null,
  from: m.from,
  messaging_service_sid: null,
  num_media: "0",
  num_segments: "1",
  price: null,
  price_unit: "USD",
  sid: m.sid,
  status: m.status,
  subresource_uris: {},
  to: m.to,
  uri: `/2010-04-01/Accounts/${m.accountSid}/Messages/${m.sid}.json`,
});

const callJson = (c: CarrierCall) => ({
  account_sid: c.accountSid,
  api_version: "2010-04-01",
  date_created: c.startedAt.toUTCString(),
  direction: c.parentSid === null ? "inbound" : "outbound-dial",
  duration: c.durationSeconds === null ? null : String(c.durationSeconds),
  from: c.from,
  parent_call_sid: c.parentSid,
  sid: c.sid,
  start_time: c.startedAt.toUTCString(),
  status: c.status,
  subresource_uris: {},
  to: c.to,
  uri: `/2010-04-01/Accounts/${c.accountSid}/Calls/${c.sid}.json`,
});

const numberJson = (n: CarrierNumber) => ({
  account_sid: n.accountSid,
  capabilities: { mms: true, sms: true, voice: true },
  phone_number: n.phoneNumber,
  sid: n.sid,
  sms_method: "POST",
  sms_url: n.smsUrl,
  status_callback: n.statusCallback,
  status_callback_method: "POST",
  voice_application_sid: null,
  voice_method: "POST",
  voice_url: n.voiceUrl,
});

const listJson = (key: string, items: readonly object[], req: Request) => ({
  [key]: items,
  end: items.length,
  first_page_uri: req.originalUrl,
  next_page_uri: null,
  page: 0,
  page_size: items.length,
  previous_page_uri: null,
  start: 0,
  uri: req.originalUrl,
});

const errorJson = (res: Response, status: number, code: number, message: string): void => {
  res.status(status).json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
};

export function restRouter(state: CarrierState): Router {
  const router = Router();
  router.use("/2010-04-01", urlencoded({ extended: false }), authorised(state), faulty(state));

  router.post(`${BASE}/Messages.json`, (req, res) => {
    const account = String(req.params.account);
    const refused = checkCreate(state, account, req.body);
    if (refused !== null) errorJson(res, refused.status, refused.code, refused.message);
    else res.status(201).json(messageJson(acceptMessage(state, account, req.body)));
  });
  router.get(`${BASE}/Messages.json`, (req, res) => {
    const { To, From } = req.query;
    const items = state.messages
      .filter((m) => m.accountSid === req.params.account)
      .filter((m) => (To === undefined || m.to === To) && (From === undefined || m.from === From))
      .filter((m) => !(state.faults.hideFromList?.(m) ?? false))
      .toReversed();
    res.json(listJson("messages", items.map(messageJson), req));
  });
  router.get(`${BASE}/Messages/:sid.json`, (req, res) => {
    const found = state.messages.find(({ sid }) => sid === req.params.sid);
    if (found === undefined) errorJson(res, 404, 20404, "The requested resource was not found");
    else res.json(messageJson(found));
  });

  router.get(`${BASE}/Calls.json`, (req, res) => {
    const { To, From, ParentCallSid, Status } = req.query;
    const items = state.calls
      .filter((c) => c.accountSid === req.params.account)
      .filter((c) => To === undefined || c.to === To)
      .filter((c) => From === undefined || c.from === From)
      .filter((c) => Status === undefined || c.status === Status)
      .filter((c) => ParentCallSid === undefined || c.parentSid === ParentCallSid)
      .toReversed();
    res.json(listJson("calls", items.map(callJson), req));
  });
  router.get(`${BASE}/Calls/:sid.json`, (req, res) => {
    const found = state.calls.find(({ sid }) => sid === req.params.sid);
    if (found === undefined) errorJson(res, 404, 20404, "The requested resource was not found");
    else res.json(callJson(found));
  });

  router.get(`${BASE}/IncomingPhoneNumbers.json`, (req, res) => {
    const wanted = req.query.PhoneNumber;
    const items = state.numbers
      .filter((n) => n.accountSid === req.params.account)
      .filter((n) => wanted === undefined || n.phoneNumber === wanted);
    res.json(listJson("incoming_phone_numbers", items.map(numberJson), req));
  });
  router.post(`${BASE}/IncomingPhoneNumbers/:sid.json`, (req, res) => {
    const found = state.numbers.find(({ sid }) => sid === req.params.sid);
    if (found === undefined) {
      errorJson(res, 404, 20404, "The requested resource was not found");
      return;
    }
    found.voiceUrl = req.body.VoiceUrl ?? found.voiceUrl;
    found.smsUrl = req.body.SmsUrl ?? found.smsUrl;
    found.statusCallback = req.body.StatusCallback ?? found.statusCallback;
    res.json(numberJson(found));
  });
  router.get("/2010-04-01/Accounts/:account.json", (req, res) => {
    res.json({ sid: req.params.account, friendly_name: "Sandbox", status: "active", type: "Full" });
  });
  return router;
}

const authorised =
  (state: CarrierState): RequestHandler =>
  (req, res, next) => {
    const [, encoded = ""] = (req.get("authorization") ?? "").split(" ");
    const [sid, token] = Buffer.from(encoded, "base64").toString("utf8").split(":");
    const path = req.path.split("/")[2]?.replace(".json", "");
    const known = state.accounts.some((account) => account.sid === sid && account.authToken === token);
    if (!known || path !== sid) errorJson(res, 401, 20003, "Authenticate");
    else next();
  };

/** Faults of tests: the carrier drops, refuses or garbles, before or after it has done its work. */
const faulty =
  (state: CarrierState): RequestHandler =>
  (req, res, next) => {
    const fault = state.faults.rest?.({ method: req.method, path: req.path, form: req.body ?? {} });
    switch (fault?.kind) {
      case undefined:
        next();
        return;
      case "drop_before":
        req.socket.destroy();
        return;
      case "error":
        errorJson(res, fault.status, fault.code ?? 20500, fault.message ?? "Planned trouble");
        return;
      case "drop_after":
        res.json = () => {
          req.socket.destroy();
          return res;
        };
        next();
        return;
      case "error_after":
        res.json = () => res.status(fault.status).type("text/html").send("<h1>Bad gateway</h1>");
        next();
        return;
      case "truncated":
        res.json = (body: object) => res.type("application/json").send(JSON.stringify(body).slice(0, 40));
        next();
        return;
    }
  };
