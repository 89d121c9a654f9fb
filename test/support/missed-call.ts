/** A call that nobody takes, as the carrier reports it, with time to find out who calls while the phone rings. */
import { FORWARD, LINE, OPERATOR, type Service } from "./service.ts";
import { postLate } from "./twilio-post.ts";

let calls = 0;
const sid = (n: number) => `CA${n.toString(16).padStart(32, "0")}`;

export async function missCallSlowly(service: Service, from: string): Promise<void> {
  const CallSid = sid(0xabc000 + 2 * calls++);
  const call = { AccountSid: OPERATOR.sid, CallSid, From: from, To: LINE, Direction: "inbound" };
  const post = (path: string, params: Record<string, string>) =>
    postLate({ url: `${service.url}/webhooks/twilio/voice${path}`, params });
  await post("", { ...call, CallStatus: "ringing" });
  await service.settled();
  await post("/dialed", { ...call, CallStatus: "in-progress", DialCallStatus: "no-answer" });
  await post(`/leg?line=${encodeURIComponent(LINE)}`, {
    AccountSid: OPERATOR.sid,
    CallSid: sid(0xabc001 + 2 * calls),
    ParentCallSid: CallSid,
    CallStatus: "no-answer",
    From: LINE,
    To: FORWARD,
  });
  await post("/status", { ...call, CallStatus: "completed" });
  await service.settled();
}
