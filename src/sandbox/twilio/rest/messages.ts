/** Messages and their media (docs/messaging/api). */
import { type Request, Router } from "express";
import type { CarrierState } from "../state.ts";
import { acceptMessage, checkCreate } from "../texts/accept.ts";
import { segmentsOf } from "../texts/segments.ts";
import type { CarrierMedia, CarrierMessage } from "../types.ts";
import { date, fits, listPage, newestFirst, notFound, refuse, sendBytes, withinDates } from "./answers.ts";

const messageJson = (m: CarrierMessage) => {
  const uri = `/2010-04-01/Accounts/${m.accountSid}/Messages/${m.sid}`;
  return {
    account_sid: m.accountSid,
    api_version: "2010-04-01",
    body: m.body,
    date_created: date(m.createdAt),
    date_sent: date(m.sentAt),
    date_updated: date(m.updatedAt),
    direction: m.direction,
    error_code: m.errorCode,
    error_message: null,
    from: m.from,
    messaging_service_sid: m.messagingServiceSid,
    num_media: String(m.media.length),
    num_segments: String(segmentsOf(m.body)),
    price: null,
    price_unit: "USD",
    sid: m.sid,
    status: m.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: m.to,
    uri: `${uri}.json`,
  };
};

const mediaJson = (message: CarrierMessage) => (media: CarrierMedia) => ({
  account_sid: message.accountSid,
  content_type: media.contentType,
  date_created: date(message.createdAt),
  date_updated: date(message.createdAt),
  parent_sid: message.sid,
  sid: media.sid,
  uri: `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}/Media/${media.sid}.json`,
});

export function messageRoutes(state: CarrierState): Router {
  const router = Router();
  const own = (req: Request): CarrierMessage | undefined => {
    const message = state.messageBySid.get(String(req.params.sid));
    return message?.accountSid === req.params.account ? message : undefined;
  };
  const mediaOf = (req: Request) => own(req)?.media.find(({ sid }) => sid === req.params.media);

  router.post("/Accounts/:account/Messages.json", (req, res) => {
    const account = String(req.params.account);
    const refused = checkCreate(state, account, req.body);
    if (refused !== null) refuse(res, refused.status, refused.code, refused.message);
    else res.status(201).json(messageJson(acceptMessage(state, account, req.body)));
  });
  router.get("/Accounts/:account/Messages.json", (req, res) => {
    const { To, From } = req.query;
    const sent = withinDates(req, "DateSent");
    const { hideFromList } = state.faults.faults;
    const found = state.messages.filter(
      (m) =>
        m.accountSid === req.params.account &&
        fits(To, m.to) &&
        fits(From, m.from) &&
        sent(m.sentAt) &&
        !(hideFromList?.(m) ?? false),
    );
    // By DateSent; what has none yet is the newest.
    res.json(
      listPage(
        req,
        "messages",
        newestFirst(found, (m) => m.sentAt ?? m.createdAt),
        messageJson,
      ),
    );
  });
  router.get("/Accounts/:account/Messages/:sid.json", (req, res) => {
    const message = own(req);
    if (message === undefined) notFound(req, res);
    else res.json(messageJson(message));
  });
  router.get("/Accounts/:account/Messages/:sid/Media.json", (req, res) => {
    const message = own(req);
    if (message === undefined) notFound(req, res);
    else res.json(listPage(req, "media_list", message.media, mediaJson(message)));
  });
  router.get("/Accounts/:account/Messages/:sid/Media/:media.json", (req, res) => {
    const message = own(req);
    const media = mediaOf(req);
    if (message === undefined || media === undefined) notFound(req, res);
    else res.json(mediaJson(message)(media));
  });
  router.delete("/Accounts/:account/Messages/:sid/Media/:media.json", (req, res) => {
    const message = own(req);
    const media = mediaOf(req);
    if (message === undefined || media === undefined) {
      notFound(req, res);
      return;
    }
    message.media.splice(message.media.indexOf(media), 1);
    res.status(204).end();
  });
  router.get("/Accounts/:account/Messages/:sid/Media/:media", (req, res) => {
    const media = mediaOf(req);
    if (media === undefined) notFound(req, res);
    else sendBytes(req, res, media.contentType, Buffer.from(media.bytes));
  });
  return router;
}
