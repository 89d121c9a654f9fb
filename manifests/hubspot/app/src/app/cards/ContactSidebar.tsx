import { type CrmContext, hubspot } from "@hubspot/ui-extensions";
import { ContactCard } from "./ContactCard.tsx";

hubspot.extend<"crm.record.sidebar">(({ context }) => (
  <ContactCard context={context as CrmContext} items={5} />
));
