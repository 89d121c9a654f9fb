/** Twilio's webhooks: verify, parse, accept in one transaction, answer. */
import { type Request, type RequestHandler, type Response, Router, urlencoded } from "express";
import type { z } from "zod";
import { type CallHeader, recordCall } from "../app/calls/record-call.ts";
import { recordMessage } from "../app/calls/record-message.ts";
import { afterMiss, type CallPlan, forwardPlan, takeCall } from "../app/calls/take-call.ts";
import type { App } from "../app/context.ts";
import type { LineDirectory } from "../app/lines/line-directory.ts";
import { announceCall } from "../app/outbound-calls/announce-call.ts";
import type { LineInUse } from "../app/ports/index.ts";
import { receiveText } from "../app/texts/receive-text.ts";
import { recordDeliveryReport } from "../app/texts/record-delivery-report.ts";
import { readCallerId } from "../domain/caller-id.ts";
import { Refusal } from "../domain/errors.ts";
import { parseE164 } from "../domain/phone.ts";
import {
  accountSid,
  callSid as callSidText,
  deliveryNews,
  dialEndedBody,
  dialEndedFact,
  keyBody,
  keyFact,
  legBody,
  legFact,
  machineBody,
  machineFact,
  mediaOf,
  messageBody,
  recordingBody,
  smsBody,
  textStatusBody,
  voiceBody,
  voiceStatusBody,
  voiceStatusFact,
} from "../telephony/payloads.ts";
import { type FormParams, type Signer, signersOf } from "../telephony/signature.ts";
import {
  busyTwiml,
  emptyTwiml,
  forwardTwiml,
  hangUpTwiml,
  messageTwiml,
  missedTwiml,
  screenTwiml,
  unknownLineTwiml,
} from "../telephony/twiml.ts";
import { PATHS, type TwilioUrls } from "../telephony/urls.ts";
import { outboundCallWebhooks } from "./outbound-call-webhooks.ts";
import { isDatabaseAway, parseOrRefuse, refusalOf } from "./problem.ts";

export interface WebhookOptions {
  readonly app: App;
  readonly directory: LineDirectory;
  readonly publicUrl: string;
  readonly urls: TwilioUrls;
  /** The operator's account, for lines without one of their own. */
  readonly operator: { readonly accountSid: string; readonly authTokens: readonly string[] } | null;
}

const MAX_BODY = "64kb";
const MAX_PARAMETERS = 200;

export function twilioWebhooks(options: WebhookOptions): Router {
  const { app, directory, urls } = options;
  const router = Router();

  const candidatesFor = async (sid: string): Promise<readonly Signer[]> => {
    // The operator's account is the operator's alone: no business can register a token for it that counts.
    if (sid === options.operator?.accountSid)
      return options.operator.authTokens.map((token) => ({ businessId: null, token }));
    try {
      const rows = await app.store.read.carriers.listByAccount(sid);
      const businesses = rows.map(async ({ businessId, sealedAuthToken }) => ({
        businessId,
        token: await app.sealer.open(sealedAuthToken, `carrier:${businessId}`),
      }));
      return await Promise.all(businesses);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      return directory.signersFor(sid);
    }
  };

  /** Refuses what Twilio did not sign, before anything else is looked at. */
  const signed: RequestHandler = async (req, res, next) => {
    const body: unknown = req.body;
    if (!req.is("application/x-www-form-urlencoded") || typeof body !== "object" || body === null)
      throw new Refusal("unsupported_media_type", "A form body is expected.");
    const params = body as FormParams;
    const sid = accountSid.safeParse(params.AccountSid);
    const signature = req.get("x-twilio-signature");
    const url = `${options.publicUrl}${pathOf(req)}`;
    const signers = signersOf(sid.success ? await candidatesFor(sid.data) : [], signature, url, params);
    if (signers.length === 0) throw badSignature();
    res.locals.signers = signers;
    next();
  };

  const parse = <S extends z.ZodType>(schema: S, req: Request): z.output<S> =>
    parseOrRefuse(schema, req.body);

  /** A line's webhooks are signed by its business's own account, or by the operator's if it has none. */
  const isSignedBy = (res: Response, businessId: string | null): boolean =>
    (res.locals.signers as readonly Signer[]).some((signer) => signer.businessId === businessId);
  const checkSigner = (res: Response, businessId: string | null): void => {
    if (!isSignedBy(res, businessId)) throw badSignature();
  };
  /** The operator may send for every business, a business with an account of its own for itself alone. */
  const checkSender = (res: Response, businessId: string): void => {
    if (!isSignedBy(res, null)) checkSigner(res, businessId);
  };
  const signerOf = (inUse: LineInUse): string | null =>
    inUse.carrierAccountSid === null ? null : inUse.business.id;

  const lineOf = async (number: string, res: Response): Promise<LineInUse | null> => {
    const parsed = parseE164(number);
    const inUse = parsed === null ? null : await app.store.read.lines.findInUse(parsed);
    if (inUse !== null) checkSigner(res, signerOf(inUse));
    return inUse;
  };

  router.use(
    "/webhooks/twilio",
    parsedAlready(urlencoded({ extended: false, limit: MAX_BODY, parameterLimit: MAX_PARAMETERS })),
    signed,
  );

  router.use(outboundCallWebhooks(app, urls, checkSender));

  router.post(PATHS.voice, async (req, res) => {
    const body = parse(voiceBody, req);
    let plan: CallPlan;
    let inUse: LineInUse | null;
    try {
      inUse = await lineOf(body.To, res);
      if (inUse === null) {
        sendTwiml(res, unknownLineTwiml());
        return;
      }
      plan = await takeCall(app, inUse, body.CallSid, headerOf(body));
    } catch (error) {
      if (refusalOf(error)?.code !== "unavailable") throw error;
      // Calls come first: the caller is connected, and the call is recovered from the carrier's list later.
      inUse = directory.find(body.To);
      if (inUse === null) throw error;
      checkSigner(res, signerOf(inUse));
      app.log.error(
        { err: error, callSid: body.CallSid },
        "database away: call forwarded from cached settings",
      );
      plan = forwardPlan(inUse, headerOf(body), app.clock.now());
    }
    sendTwiml(res, planTwiml(plan, inUse, body.CallSid, urls));
  });

  router.post(PATHS.dialEnded, async (req, res) => {
    const body = parse(dialEndedBody, req);
    const inUse = await lineOf(body.To, res);
    if (inUse === null) {
      sendTwiml(res, emptyTwiml());
      return;
    }
    const call = await recordCall(app, {
      lineInUse: inUse,
      callSid: body.CallSid,
      header: headerOf(body),
      facts: [dialEndedFact(body)],
    });
    sendTwiml(
      res,
      call?.outcome === "answered"
        ? emptyTwiml()
        : planTwiml(afterMiss(inUse, call), inUse, body.CallSid, urls),
    );
  });

  router.post(PATHS.voiceStatus, async (req, res) => {
    const body = parse(voiceStatusBody, req);
    const inUse = await lineOf(body.To, res);
    const fact = voiceStatusFact(body);
    if (inUse !== null && fact !== null) {
      await recordCall(app, {
        lineInUse: inUse,
        callSid: body.CallSid,
        header: headerOf(body),
        facts: [fact],
      });
    }
    res.status(204).end();
  });

  router.post(PATHS.leg, async (req, res) => {
    const body = parse(legBody, req);
    const inUse = await lineOf(String(req.query.line ?? ""), res);
    if (inUse !== null) {
      await recordCall(app, {
        lineInUse: inUse,
        callSid: body.ParentCallSid,
        header: null,
        facts: [legFact(body, app.clock.now())],
      });
    }
    res.status(204).end();
  });

  /** The call that a leg's own requests are about stands in their address, which the signature covers. */
  const legOf = async (req: Request, res: Response) => {
    const callSid = callSidText.safeParse(req.query.call);
    const inUse = await lineOf(String(req.query.line ?? ""), res);
    return inUse === null || !callSid.success ? null : { lineInUse: inUse, callSid: callSid.data };
  };

  router.post(PATHS.screen, async (req, res) => {
    const leg = await legOf(req, res);
    const call =
      leg === null ? null : await app.store.read.calls.findBySid(leg.lineInUse.business.id, leg.callSid);
    if (leg === null || call === null) {
      sendTwiml(res, hangUpTwiml());
      return;
    }
    const keyUrl = urls.key(leg.lineInUse.line.number, leg.callSid);
    sendTwiml(res, screenTwiml(announceCall(leg.lineInUse, call), keyUrl));
  });

  router.post(PATHS.key, async (req, res) => {
    const body = parse(keyBody, req);
    const leg = await legOf(req, res);
    if (leg !== null) await recordCall(app, { ...leg, header: null, facts: [keyFact(body)] });
    // An empty answer ends the screening and connects; without a key the phone is put down.
    sendTwiml(res, leg !== null && body.Digits !== "" ? emptyTwiml() : hangUpTwiml());
  });

  router.post(PATHS.machine, async (req, res) => {
    const body = parse(machineBody, req);
    const leg = await legOf(req, res);
    if (leg !== null) await recordCall(app, { ...leg, header: null, facts: [machineFact(body)] });
    res.status(204).end();
  });

  router.post(PATHS.message, async (req, res) => {
    const body = parse(messageBody, req);
    const inUse = await lineOf(body.To, res);
    if (inUse !== null && body.RecordingSid !== undefined) {
      await recordMessage(app, inUse.business.id, {
        callSid: body.CallSid,
        recordingSid: body.RecordingSid,
        durationSeconds: body.RecordingDuration ?? null,
      });
    }
    sendTwiml(res, hangUpTwiml());
  });

  router.post(PATHS.recording, async (req, res) => {
    const body = parse(recordingBody, req);
    const inUse = await lineOf(String(req.query.line ?? ""), res);
    if (inUse !== null && body.RecordingStatus === "completed") {
      await recordMessage(app, inUse.business.id, {
        callSid: body.CallSid,
        recordingSid: body.RecordingSid,
        durationSeconds: body.RecordingDuration ?? null,
      });
    }
    res.status(204).end();
  });

  router.post(PATHS.sms, async (req, res) => {
    const body = parse(smsBody, req);
    const inUse = await lineOf(body.To, res);
    const sender = inUse === null ? null : readCallerId(body.From, inUse.business.country);
    if (inUse !== null && sender?.kind === "known") {
      await receiveText(app, {
        lineInUse: inUse,
        messageSid: body.MessageSid,
        from: sender.phone,
        body: body.Body,
        media: mediaOf(body),
      });
    }
    // An empty answer: anything else would be sent to the sender as a text.
    sendTwiml(res, emptyTwiml());
  });

  router.post(PATHS.textStatus, async (req, res) => {
    const body = parse(textStatusBody, req);
    const news = deliveryNews(body.MessageStatus);
    const { business, text } = req.query;
    if (news !== null && typeof business === "string" && typeof text === "string") {
      checkSender(res, business);
      await recordDeliveryReport(app, {
        businessId: business,
        textId: text,
        messageSid: body.MessageSid,
        news,
        errorCode: body.ErrorCode ?? null,
      });
    }
    res.status(204).end();
  });

  return router;
}

const badSignature = (): Refusal => new Refusal("bad_signature", "The signature is missing or wrong.");

/** A host application may have parsed the body before us. */
const parsedAlready =
  (parser: RequestHandler): RequestHandler =>
  (req, res, next) =>
    req.body === undefined ? parser(req, res, next) : next();

/** The path as Twilio asked for it, below PUBLIC_URL: where a host application mounted us is part of that URL. */
const pathOf = (req: Request): string => req.originalUrl.slice(mountOf(req).length);
const mountOf = (req: Request): string => {
  const path = req.originalUrl.split("?")[0] ?? "";
  const ours = path.indexOf("/webhooks/twilio/");
  return ours > 0 ? path.slice(0, ours) : "";
};

const headerOf = (body: {
  From: string;
  CallerName?: string | undefined;
  ForwardedFrom?: string | undefined;
  StirVerstat?: string | undefined;
}): CallHeader => ({
  from: body.From,
  forwardedFrom: body.ForwardedFrom ?? null,
  callerName: body.CallerName ?? null,
  stirVerdict: body.StirVerstat ?? null,
});

function planTwiml(plan: CallPlan, { line }: LineInUse, callSid: string, urls: TwilioUrls): string {
  switch (plan.do) {
    case "forward":
      return forwardTwiml({ line: line.number, callSid, ...plan }, urls);
    case "take_message":
      return messageTwiml(plan.voicemail.greeting, plan.voicemail.maxSeconds, {
        done: urls.message(),
        recording: urls.recording(line.number),
      });
    case "refuse_as_busy":
      return busyTwiml();
    case "say_missed":
      return missedTwiml(plan.textIsComing);
  }
}

function sendTwiml(res: Response, twiml: string): void {
  res.status(200).type("text/xml").send(twiml);
}
