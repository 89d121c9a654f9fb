/** The state of brands, campaigns and toll-free numbers (docs/messaging/compliance). */
import { createHash } from "node:crypto";
import { type Request, Router } from "express";
import type { CarrierState } from "../state.ts";
import { metaPage, notFound } from "./answers.ts";

/** The same thing has the same sid each time it is listed. */
const sidOf = (prefix: string, ...of: readonly string[]): string =>
  `${prefix}${createHash("md5").update(of.join(" ")).digest("hex")}`;

/** The newer APIs name no account: it is the one that signs in. */
export function registrationRoutes(state: CarrierState): Router {
  const router = Router();
  const account = (header: string | undefined): string =>
    Buffer.from((header ?? "").replace(/^Basic /, ""), "base64")
      .toString("utf8")
      .split(":")[0] ?? "";
  const since = state.now().toISOString().replace(/\.\d+/, "");

  router.get("/Services", (req, res) => {
    const accountSid = account(req.get("authorization"));
    const services = new Set(
      [...state.numbers, ...state.registrations.campaigns]
        .map(({ messagingServiceSid }) => messagingServiceSid)
        .filter((sid) => sid !== null),
    );
    const found = [...services].map((sid) => ({ sid }));
    res.json(
      metaPage(req, state.baseUrl, "services", found, ({ sid }) => ({
        account_sid: accountSid,
        date_created: since,
        date_updated: since,
        friendly_name: "Texts",
        sid,
        url: `${state.baseUrl}/v1/Services/${sid}`,
        use_inbound_webhook_on_number: !state.quirks.servicesTakeTexts,
        us_app_to_person_registered: state.registrations.campaigns.some(
          (campaign) => campaign.messagingServiceSid === sid && campaign.status === "VERIFIED",
        ),
      })),
    );
  });
  router.get("/Services/:service/PhoneNumbers", (req, res) => {
    const found = state.numbers.filter((number) => number.messagingServiceSid === req.params.service);
    res.json(
      metaPage(req, state.baseUrl, "phone_numbers", found, (number) => ({
        account_sid: number.accountSid,
        capabilities: ["SMS", "MMS", "Voice"],
        country_code: "US",
        date_created: since,
        date_updated: since,
        phone_number: number.phoneNumber,
        service_sid: number.messagingServiceSid,
        sid: number.sid,
        url: `${state.baseUrl}/v1/Services/${number.messagingServiceSid}/PhoneNumbers/${number.sid}`,
      })),
    );
  });
  router.get("/Services/:service/Compliance/Usa2p", (req, res) => {
    const service = String(req.params.service);
    const found = state.registrations.campaigns
      .filter(({ messagingServiceSid }) => messagingServiceSid === service)
      .map((campaign, i) => ({ ...campaign, sid: sidOf("QE", service, String(i)) }));
    res.json(
      metaPage(req, state.baseUrl, "compliance", found, (campaign) => ({
        account_sid: account(req.get("authorization")),
        age_gated: false,
        brand_registration_sid: sidOf("BN", "0"),
        campaign_id: campaign.status === "VERIFIED" ? "CSANDBOX" : null,
        campaign_status: campaign.status,
        date_created: since,
        date_updated: since,
        description: "Texts to callers whose call was missed",
        direct_lending: false,
        errors: campaign.errors ?? [],
        has_embedded_links: false,
        has_embedded_phone: false,
        help_keywords: ["HELP"],
        help_message: "Reply STOP to unsubscribe.",
        is_externally_registered: false,
        message_flow: "The caller rings the business first.",
        message_samples: ["Sorry we missed your call."],
        messaging_service_sid: service,
        mock: false,
        opt_in_keywords: ["START"],
        opt_in_message: null,
        opt_out_keywords: ["STOP"],
        opt_out_message: null,
        privacy_policy_url: null,
        rate_limits: null,
        sid: campaign.sid,
        subscriber_opt_in: true,
        terms_and_conditions_url: null,
        url: `${state.baseUrl}/v1/Services/${service}/Compliance/Usa2p/${campaign.sid}`,
        us_app_to_person_usecase: "LOW_VOLUME",
      })),
    );
  });
  const brands = () =>
    state.registrations.brands.map((brand, i) => ({ ...brand, sid: sidOf("BN", String(i)) }));
  const brandJson = (req: Request) => (brand: ReturnType<typeof brands>[number]) => ({
    a2p_profile_bundle_sid: sidOf("BU", "a2p"),
    account_sid: account(req.get("authorization")),
    brand_feedback: [],
    brand_score: null,
    brand_type: "STANDARD",
    customer_profile_bundle_sid: sidOf("BU", "customer"),
    date_created: since,
    date_updated: since,
    errors: [],
    failure_reason: brand.failureReason ?? null,
    government_entity: false,
    identity_status: brand.status === "APPROVED" ? "VERIFIED" : "SELF_DECLARED",
    links: {},
    mock: false,
    russell_3000: false,
    sid: brand.sid,
    skip_automatic_sec_vet: false,
    status: brand.status,
    tax_exempt_status: null,
    tcr_id: brand.status === "APPROVED" ? "BSANDBOX" : null,
    url: `${state.baseUrl}/v1/a2p/BrandRegistrations/${brand.sid}`,
  });
  router.get("/a2p/BrandRegistrations", (req, res) => {
    res.json(metaPage(req, state.baseUrl, "data", brands(), brandJson(req)));
  });
  router.get("/a2p/BrandRegistrations/:sid", (req, res) => {
    const brand = brands().find(({ sid }) => sid === req.params.sid);
    if (brand === undefined) notFound(req, res);
    else res.json(brandJson(req)(brand));
  });
  router.get("/Tollfree/Verifications", (req, res) => {
    const { TollfreePhoneNumberSid, Status } = req.query;
    const found = state.registrations.tollfree
      .map((each) => ({
        ...each,
        sid: sidOf("HH", each.phoneNumber),
        phoneNumberSid: state.number(each.phoneNumber)?.sid ?? sidOf("PN", each.phoneNumber),
      }))
      .filter(
        (each) =>
          (TollfreePhoneNumberSid === undefined || TollfreePhoneNumberSid === each.phoneNumberSid) &&
          (Status === undefined || Status === each.status),
      );
    res.json(
      metaPage(req, state.baseUrl, "verifications", found, (each) => ({
        account_sid: account(req.get("authorization")),
        business_name: "Acme HVAC",
        date_created: since,
        date_updated: since,
        edit_allowed: each.status === "TWILIO_REJECTED",
        error_code: each.rejectionReason === undefined ? null : 30461,
        rejection_reason: each.rejectionReason ?? null,
        rejection_reasons: [],
        resource_links: {},
        sid: each.sid,
        status: each.status,
        tollfree_phone_number: each.phoneNumber,
        tollfree_phone_number_sid: each.phoneNumberSid,
        url: `${state.baseUrl}/v1/Tollfree/Verifications/${each.sid}`,
      })),
    );
  });
  return router;
}
