/**
 * What the service itself says in words. In English it stands as it came; here it is said by the codes that came
 * with it. The words of a CRM, of a carrier or of the business stay as they are.
 */
import { alertProblem } from "./alerts.ts";
import { answeredBy, ringAdvice } from "./answer.ts";
import { callNotPlaced, ownersSide } from "./calls.ts";
import { connectors } from "./connectors.ts";
import { purchaseProblem, transferReason } from "./credits.ts";
import { crmProblem } from "./crm.ts";
import { deliveryErrorOf } from "./delivery.ts";
import { fields, otherField } from "./fields.ts";
import { noPhoneColumn, otherRowProblem, rowProblems } from "./import.ts";
import { activityTitles } from "./leads.ts";
import { consentWhy, notice, otherNotice } from "./notices.ts";
import { otherProblem, problems } from "./problems.ts";
import { because, notPassed, notSent, passed } from "./receipt.ts";
import { templateFault } from "./template.ts";
import { texting } from "./texting.ts";

export const said = {
  answeredBy,
  ringAdvice,
  callNotPlaced,
  ownersSide,
  connectors,
  crmProblem,
  purchaseProblem,
  transferReason,
  deliveryErrorOf,
  fields,
  otherField,
  noPhoneColumn,
  otherRowProblem,
  rowProblems,
  activityTitles,
  alertProblem,
  consentWhy,
  notice,
  otherNotice,
  otherProblem,
  problems,
  receipt: { because, notPassed, notSent, passed },
  templateFault,
  texting,
};
