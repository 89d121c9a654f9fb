/** Twilio's questions and reports about calls that we asked for. Which call stands in each address, which the signature covers. */
import { type Request, type Response, Router } from "express";
import type { App } from "../app/context.ts";
import { type OutboundStanding, recordOutboundCall } from "../app/outbound-calls/record-outbound-call.ts";
import type { KeyedFact } from "../app/ports/index.ts";
import type { MissedReason } from "../domain/call.ts";
import {
  dialEndedBody,
  dialEndedFact,
  keyBody,
  keyFact,
  legBody,
  legFact,
  ownLegBody,
} from "../telephony/payloads.ts";
import { askKeyTwiml, connectTwiml, emptyTwiml, hangUpTwiml, sayTwiml } from "../telephony/twiml.ts";
import { PATHS, type TwilioUrls } from "../telephony/urls.ts";
import { parseOrRefuse } from "./problem.ts";

const missedWords: Readonly<Record<MissedReason, string>> = {
  no_answer: "did not pick up",
  busy: "is on another call",
  failed: "could not be reached",
  caller_hung_up: "did not pick up",
};

/** @param checkSigner refuses what was signed by neither this business nor the operator */
export function outboundCallWebhooks(
  app: App,
  urls: TwilioUrls,
  checkSigner: (res: Response, businessId: string) => void,
): Router {
  const router = Router();

  const record = async (
    req: Request,
    res: Response,
    callSid: string,
    fact: KeyedFact,
  ): Promise<OutboundStanding | null> => {
    const { business, call } = req.query;
    if (typeof business !== "string" || typeof call !== "string") return null;
    checkSigner(res, business);
    return recordOutboundCall(app, { businessId: business, id: call, callSid, facts: [fact] });
  };
  const sendTwiml = (res: Response, twiml: string): void => {
    res.status(200).type("text/xml").send(twiml);
  };

  /** Somebody, or something, picked up the business's phone. */
  router.post(PATHS.out, async (req, res) => {
    const body = parseOrRefuse(ownLegBody, req.body);
    const standing = await record(req, res, body.CallSid, legFact(body, app.clock.now()));
    if (standing === null || standing.progress.ended) {
      sendTwiml(res, hangUpTwiml());
      return;
    }
    const { businessId, id } = standing.request;
    sendTwiml(res, askKeyTwiml(`Press any key to call ${standing.customer}.`, urls.outKey(businessId, id)));
  });

  router.post(PATHS.outKey, async (req, res) => {
    const body = parseOrRefuse(keyBody, req.body);
    const standing = await record(req, res, body.CallSid, keyFact(body));
    if (standing === null || standing.progress.ended || body.Digits === "") {
      sendTwiml(res, hangUpTwiml());
      return;
    }
    const { businessId, id, line, phone } = standing.request;
    const addresses = { dialEnded: urls.outDialEnded(businessId, id), leg: urls.outLeg(businessId, id) };
    sendTwiml(res, connectTwiml({ callerId: line, to: phone }, addresses));
  });

  router.post(PATHS.outDialEnded, async (req, res) => {
    const body = parseOrRefuse(dialEndedBody, req.body);
    const standing = await record(req, res, body.CallSid, dialEndedFact(body));
    const reason = standing?.progress.reason ?? null;
    sendTwiml(
      res,
      standing === null || reason === null
        ? emptyTwiml()
        : sayTwiml(`${standing.customer} ${missedWords[reason]}. Goodbye.`),
    );
  });

  router.post(PATHS.outLeg, async (req, res) => {
    const body = parseOrRefuse(legBody, req.body);
    await record(req, res, body.ParentCallSid, legFact(body, app.clock.now()));
    res.status(204).end();
  });

  router.post(PATHS.outStatus, async (req, res) => {
    const body = parseOrRefuse(ownLegBody, req.body);
    await record(req, res, body.CallSid, legFact(body, app.clock.now()));
    res.status(204).end();
  });

  return router;
}
