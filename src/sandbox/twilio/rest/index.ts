/** The parts of Twilio's REST APIs that we use, in its shapes; all of them below one address. */
import { type RequestHandler, type Response, Router, urlencoded } from "express";
import type { CarrierState } from "../state.ts";
import { notFound, refuse } from "./answers.ts";
import { callRoutes } from "./calls.ts";
import { lookupRoutes } from "./lookups.ts";
import { messageRoutes } from "./messages.ts";
import { numberRoutes } from "./numbers.ts";
import { recordingRoutes } from "./recordings.ts";
import { registrationRoutes } from "./registrations.ts";

export function restRouter(state: CarrierState): Router {
  const router = Router();
  const guards = [urlencoded({ extended: false }), authorised(state), faulty(state)];
  router.use("/2010-04-01", guards, messageRoutes(state), callRoutes(state), recordingRoutes(state));
  router.use("/2010-04-01", numberRoutes(state));
  router.get("/2010-04-01/Accounts/:account.json", (req, res) => {
    res.json({ sid: req.params.account, friendly_name: "Sandbox", status: "active", type: "Full" });
  });
  router.use("/2010-04-01", notFound);
  router.use("/v1", guards, registrationRoutes(state), notFound);
  router.use("/v2", guards, lookupRoutes(state), notFound);
  return router;
}

/** The account that signs in is the one in the path, where there is one. */
function authorised(state: CarrierState): RequestHandler {
  const known = new Map(
    state.accounts.map(({ sid, authToken }) => [
      `Basic ${Buffer.from(`${sid}:${authToken}`).toString("base64")}`,
      sid,
    ]),
  );
  return (req, res, next) => {
    const sid = known.get(req.get("authorization") ?? "");
    const named = /^\/Accounts\/([^/.]+)/.exec(req.path)?.[1];
    if (sid === undefined || (named !== undefined && named !== sid)) refuse(res, 401, 20003, "Authenticate");
    else next();
  };
}

/** The carrier drops, refuses or garbles, before or after it has done its work. */
const faulty =
  (state: CarrierState): RequestHandler =>
  (req, res, next) => {
    const path = `${req.baseUrl}${req.path}`;
    const fault = state.faults.ofRequest({ method: req.method, path, form: req.body ?? {} });
    switch (fault?.kind) {
      case undefined:
        next();
        return;
      case "drop_before":
        req.socket.destroy();
        return;
      case "error":
        refuse(res, fault.status, fault.code ?? 20500, fault.message ?? "Planned trouble");
        return;
      case "html":
        errorPage(res, fault.status);
        return;
      case "drop_after":
        insteadOfAnswer(res, () => req.socket.destroy());
        next();
        return;
      case "error_after":
        insteadOfAnswer(res, () => errorPage(res, fault.status));
        next();
        return;
      case "truncated":
        insteadOfAnswer(res, (body) => {
          res.type("application/json").send(JSON.stringify(body).slice(0, 40));
        });
        next();
        return;
      case "slow": {
        const json = res.json.bind(res);
        insteadOfAnswer(res, (body) => setTimeout(() => json(body), fault.ms));
        next();
        return;
      }
    }
  };

const errorPage = (res: Response, status: number): void => {
  res.status(status).type("text/html").send("<html><body><h1>Bad gateway</h1></body></html>");
};

function insteadOfAnswer(res: Response, answer: (body: object) => void): void {
  res.json = (body: object) => {
    answer(body);
    return res;
  };
}
