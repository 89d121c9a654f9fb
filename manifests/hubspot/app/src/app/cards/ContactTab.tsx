import { type CrmContext, hubspot } from "@hubspot/ui-extensions";
import { ContactCard } from "./ContactCard.tsx";

hubspot.extend<"crm.record.tab">(({ context }) => <ContactCard context={context as CrmContext} items={25} />);
