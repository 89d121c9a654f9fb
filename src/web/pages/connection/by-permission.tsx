import { Button } from "@mantine/core";
import { frameOf } from "../../api/frame.ts";
import type { ConnectorChoice } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { connectorName } from "../../words/connection.ts";
import { connection } from "../../words/en/connection.ts";
import classes from "./connection.module.css";

/**
 * A person says yes in the CRM. CRMs do not let that be done in a frame, and in the new tab nobody is signed in
 * here: there the account says which business it is.
 */
export function ByPermission({ choice, again }: { choice: ConnectorChoice; again: boolean }) {
  const { id } = useBusiness();
  const framed = frameOf() !== null;
  const name = connectorName(choice.id);
  return (
    <div className={classes.permission}>
      <Button
        component="a"
        href={framed ? (choice.installUrl ?? "") : `${choice.installUrl}?business=${encodeURIComponent(id)}`}
        {...(framed ? { target: "_blank", rel: "noopener" } : {})}
      >
        {again ? connection("connectAgain") : connection("connect", { crm: name })}
      </Button>
      <span className={classes.soft}>{connection(framed ? "newTab" : "sayYes", { crm: name })}</span>
    </div>
  );
}
