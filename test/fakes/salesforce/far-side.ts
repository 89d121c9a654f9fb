/** The fake Salesforce as the promises look at it and make it misbehave. */
import type { FarActivity, FarSide, Trouble } from "../../../src/crm/testkit.ts";
import * as answers from "./answers.ts";
import type { Mishap, Salesforce } from "./index.ts";

/** Each kind of trouble comes in every form that Salesforce has for it, one after the other. */
const THROTTLES = [answers.limitExceeded, answers.rowLocked];
const AWAY: readonly Mishap[] = [
  { on: "any", answer: answers.serverUnavailable },
  { on: "any", answer: answers.badGateway },
  { on: "any", answer: "reset" },
  { on: "any", answer: answers.maintenancePage },
  { on: "any", answer: answers.movedElsewhere("http://127.0.0.1:9/") },
];
const LOST: readonly Mishap[] = [
  { on: "write", answer: "lost" },
  { on: "write", answer: "lost_halfway" },
  { on: "write", answer: "lost_behind_page" },
];
const times = <T>(n: number, forms: readonly T[]): T[] =>
  Array.from({ length: n }, (_, i) => forms[i % forms.length] as T);

/** A checkbox of the customer's, ticked for whoever wants no texts. */
export const CONSENT_FIELD = "SMS_Opt_Out__c";

/** The last line of a Task's description: when it was, and between which numbers. */
const FOOTER = /\n\n(\S+Z) · \S+ → \S+(?: · \[ref \S+\])?$/;

export function farSideOf(salesforce: Salesforce): FarSide {
  const { org } = salesforce;
  return {
    async addRecord({ phone, name = "Somebody", createdAt }) {
      const [LastName, ...first] = name.split(" ").reverse();
      const FirstName = first.reverse().join(" ");
      const fields = {
        ...(FirstName === "" ? {} : { FirstName }),
        LastName,
        Company: "Unknown",
        Phone: phone,
      };
      return org.add("Lead", fields, { createdAt }).id;
    },
    records: async () =>
      [...org.living("Lead"), ...org.living("Contact"), ...org.living("Account")].flatMap(({ id, fields }) =>
        fields.IsConverted === true || fields.PersonContactId != null
          ? []
          : [{ id, name: String(fields.Name) }],
      ),
    timeline: async (id) =>
      org
        .living("Task")
        .filter(({ fields }) => fields.WhoId === id || fields.WhatId === id)
        .map(({ fields }): FarActivity => {
          const description = String(fields.Description);
          return {
            kind: fields.TaskSubtype === "Call" ? "call" : "text",
            text: `${fields.Subject}\n${description}`,
            occurredAt: new Date(FOOTER.exec(description)?.[1] ?? ""),
          };
        })
        .sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime()),
    deleteRecord: async (id) => org.remove(id),
    mergeRecords: async (loser, winner) => org.merge(loser, winner),
    editRecord: async (id) => org.edit(id, { Industry: "Plumbing" }),
    addNote: async (id) => org.attach(id, "ContentDocumentLinks"),
    async consentOn(id) {
      const said = org.find(id)?.fields[CONSENT_FIELD];
      return said === undefined ? null : said === true ? "opted_out" : "opted_in";
    },
    trouble: async (trouble) => misbehave(salesforce, trouble),
  };
}

function misbehave({ org, mishaps, tokens }: Salesforce, trouble: Trouble): void {
  switch (trouble.kind) {
    case "search_lags":
      org.rules.searchLagMs = Math.max(org.rules.searchLagMs, trouble.ms);
      return;
    case "access_expires":
      tokens.expireAccess();
      return;
    case "throttles":
      for (const answer of times(trouble.requests, THROTTLES)) mishaps.push({ on: "any", answer });
      return;
    case "is_away":
      mishaps.push(...times(trouble.requests, AWAY));
      return;
    case "loses_answers":
      mishaps.push(...times(trouble.writes, LOST));
      return;
    case "refuses_activities":
      org.rules.refuseTasks = trouble.message;
      return;
    case "is_mended":
      org.rules.refuseTasks = null;
      return;
  }
}
