/** HubSpot's API: one function per endpoint, and the one place that knows its addresses and its version. */
import type { ConnectorContext } from "../../src/crm/contract.ts";
import { isNotFound } from "./errors.ts";
import {
  accountAnswer,
  associatedAnswer,
  associationsAnswer,
  type BatchAnswer,
  batchAnswer,
  type HubspotObject,
  historyAnswer,
  noAnswer,
  objectAnswer,
  type Property,
  propertiesAnswer,
  propertyAnswer,
  searchAnswer,
} from "./schemas.ts";
import { hubspotTransport } from "./transport.ts";

/** Dated versions come each March and September, and are supported for 18 months. */
const API_VERSION = "2026-09";

export type ActivityType = "calls" | "communications";

export interface NewObject {
  readonly properties: Readonly<Record<string, string>>;
  readonly associations?: readonly object[];
  /** Comes back with the result, so that the results of a batch can be told apart. */
  readonly objectWriteTraceId?: string;
}

export interface SearchBody {
  readonly filterGroups: readonly object[];
  readonly sorts: readonly string[];
  readonly properties: readonly string[];
  readonly limit: number;
  readonly after: string;
}

/** For the whole process. */
export function hubspotApi(apiUrl: string | undefined) {
  const transport = hubspotTransport(apiUrl);

  /** A client for one portal, for as long as one job takes. */
  return (context: ConnectorContext) => {
    const { send } = transport(context);
    const objects = (type: string) => `/crm/objects/${API_VERSION}/${type}`;
    const associations = (from: string, to: string) => `/crm/associations/${API_VERSION}/${from}/${to}`;
    const properties = `/crm/properties/${API_VERSION}/contacts`;

    return {
      /** https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm */
      searchContacts: (body: SearchBody) =>
        send({ kind: "search", method: "POST", path: `${objects("contacts")}/search`, body }, searchAnswer),

      /**
       * `null`: there is none. A merged contact answers as the one it became.
       * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide
       */
      readContact: (id: string, properties: readonly string[]): Promise<HubspotObject | null> =>
        send(
          {
            kind: "read",
            method: "GET",
            path: `${objects("contacts")}/${encodeURIComponent(id)}?properties=${properties.join(",")}`,
          },
          objectAnswer,
        ).catch((error: unknown) => {
          if (isNotFound(error)) return null;
          throw error;
        }),

      /** https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/create-contact */
      createContact: (body: NewObject) =>
        send({ kind: "write", method: "POST", path: objects("contacts"), body }, objectAnswer),

      /**
       * https://developers.hubspot.com/docs/api-reference/latest/crm/activities/calls/guide
       * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/communications/guide
       */
      createActivity: (type: ActivityType, body: NewObject) =>
        send({ kind: "write", method: "POST", path: objects(type), body }, objectAnswer),

      /**
       * At most 100. With trace ids the good ones are made although others are refused (207).
       * https://developers.hubspot.com/docs/api-reference/latest/error-handling (multi-status errors)
       */
      createActivities: (type: ActivityType, inputs: readonly NewObject[]): Promise<BatchAnswer> =>
        send(
          { kind: "write", method: "POST", path: `${objects(type)}/batch/create`, body: { inputs } },
          batchAnswer,
        ),

      /** https://developers.hubspot.com/docs/api-reference/latest/crm/activities/calls/guide */
      updateActivity: (type: ActivityType, id: string, properties: Readonly<Record<string, string>>) =>
        send(
          {
            kind: "write",
            method: "PATCH",
            path: `${objects(type)}/${encodeURIComponent(id)}`,
            body: { properties },
          },
          objectAnswer,
        ),

      /** At most 100. https://developers.hubspot.com/docs/api-reference/latest/crm/activities/calls/guide */
      readActivities: (type: ActivityType, ids: readonly string[], properties: readonly string[]) =>
        send(
          {
            kind: "read",
            method: "POST",
            path: `${objects(type)}/batch/read`,
            body: { properties, inputs: ids.map((id) => ({ id })) },
          },
          batchAnswer,
        ),

      /**
       * The ids of what is associated with a contact, a page at a time.
       * https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/batch/get-associations
       */
      associated: (type: string, contactId: string, after: string | null) =>
        send(
          {
            kind: "read",
            method: "POST",
            path: `${associations("contacts", type)}/batch/read`,
            body: { inputs: [after === null ? { id: contactId } : { id: contactId, after }] },
          },
          associationsAnswer,
        ),

      /**
       * At most 100, by the default kind of association. What is associated already stays so.
       * https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide
       */
      associate: (type: ActivityType, ids: readonly string[], contactId: string) =>
        send(
          {
            kind: "write",
            method: "POST",
            path: `${associations(type, "contacts")}/batch/associate/default`,
            body: { inputs: ids.map((id) => ({ from: { id }, to: { id: contactId } })) },
          },
          associatedAnswer,
        ),

      /**
       * At most 100. What is not associated is no error.
       * https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide
       */
      dissociate: (type: ActivityType, ids: readonly string[], contactId: string) =>
        send(
          {
            kind: "write",
            method: "POST",
            path: `${associations(type, "contacts")}/batch/archive`,
            body: { inputs: ids.map((id) => ({ from: { id }, to: [{ id: contactId }] })) },
          },
          associatedAnswer,
        ),

      /** https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide */
      updateContact: (id: string, changed: Readonly<Record<string, string>>) =>
        send(
          {
            kind: "write",
            method: "PATCH",
            path: `${objects("contacts")}/${encodeURIComponent(id)}`,
            body: { properties: changed },
          },
          objectAnswer,
        ),

      /**
       * To the recycling bin, from where it can be restored for 90 days.
       * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide
       */
      archiveContact: (id: string) =>
        send(
          { kind: "write", method: "DELETE", path: `${objects("contacts")}/${encodeURIComponent(id)}` },
          noAnswer,
        ),

      /**
       * Every value that these properties of a contact ever had, with who gave it.
       * https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis (retrieve records)
       */
      contactHistory: (id: string, names: readonly string[]) =>
        send(
          {
            kind: "read",
            method: "POST",
            path: `${objects("contacts")}/batch/read`,
            body: { inputs: [{ id }], properties: [], propertiesWithHistory: names },
          },
          historyAnswer,
        ),

      /** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
      contactProperties: () => send({ kind: "read", method: "GET", path: properties }, propertiesAnswer),

      /** `null`: there is none. https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
      contactProperty: (name: string): Promise<Property | null> =>
        send(
          { kind: "read", method: "GET", path: `${properties}/${encodeURIComponent(name)}` },
          propertyAnswer,
        ).catch((error: unknown) => {
          if (isNotFound(error)) return null;
          throw error;
        }),

      /** https://developers.hubspot.com/docs/api-reference/latest/account/account-information/get-account-details */
      account: () =>
        send({ kind: "read", method: "GET", path: `/account-info/${API_VERSION}/details` }, accountAnswer),
    };
  };
}

export type HubspotClient = ReturnType<ReturnType<typeof hubspotApi>>;
