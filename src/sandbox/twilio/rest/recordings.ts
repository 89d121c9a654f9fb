/** Recordings and their sound (docs/voice/api/recording). */
import { type Request, Router } from "express";
import { silentMp3 } from "../media.ts";
import type { CarrierState } from "../state.ts";
import type { CarrierRecording } from "../types.ts";
import { date, fits, listPage, newestFirst, notFound, sendBytes, withinDates } from "./answers.ts";

const recordingJson = (state: CarrierState) => (r: CarrierRecording) => {
  const uri = `/2010-04-01/Accounts/${r.accountSid}/Recordings/${r.sid}`;
  return {
    account_sid: r.accountSid,
    api_version: "2010-04-01",
    call_sid: r.callSid,
    channels: r.channels,
    conference_sid: null,
    date_created: date(r.startedAt),
    date_updated: date(r.startedAt),
    duration: String(r.durationSeconds),
    encryption_details: null,
    error_code: null,
    media_url: `${state.baseUrl}${uri}`,
    price: null,
    price_unit: "USD",
    sid: r.sid,
    source: r.source,
    start_time: date(r.startedAt),
    status: "completed",
    subresource_uris: {},
    uri: `${uri}.json`,
  };
};

export function recordingRoutes(state: CarrierState): Router {
  const router = Router();
  const toJson = recordingJson(state);
  const own = (req: Request): CarrierRecording | undefined =>
    state.recordings.find(
      ({ sid, accountSid }) => sid === req.params.sid && accountSid === req.params.account,
    );
  const list = (req: Request, callSid: unknown) => {
    const created = withinDates(req, "DateCreated");
    const found = state.recordings.filter(
      (r) => r.accountSid === req.params.account && fits(callSid, r.callSid) && created(r.startedAt),
    );
    return listPage(
      req,
      "recordings",
      newestFirst(found, (r) => r.startedAt),
      toJson,
    );
  };

  router.get("/Accounts/:account/Recordings.json", (req, res) => {
    res.json(list(req, req.query.CallSid));
  });
  router.get("/Accounts/:account/Calls/:call/Recordings.json", (req, res) => {
    res.json(list(req, req.params.call));
  });
  router.get("/Accounts/:account/Recordings/:sid.json", (req, res) => {
    const recording = own(req);
    if (recording === undefined) notFound(req, res);
    else res.json(toJson(recording));
  });
  router.get("/Accounts/:account/Recordings/:sid.mp3", (req, res) => {
    const recording = own(req);
    if (recording === undefined) notFound(req, res);
    else sendBytes(req, res, "audio/mpeg", silentMp3(recording.durationSeconds));
  });
  router.delete("/Accounts/:account/Recordings/:sid.json", (req, res) => {
    const recording = own(req);
    if (recording === undefined) {
      notFound(req, res);
      return;
    }
    state.recordings.splice(state.recordings.indexOf(recording), 1);
    res.status(204).end();
  });
  return router;
}
