/** The simulated phone: beside the page where there is room, else in front of it. */
import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { businessQuery, linesQuery } from "../api/queries.ts";
import { setPhoneOpen, usePhoneDocks, usePhoneOpen } from "../shell/sandbox.ts";
import { useWorkspace } from "../shell/workspace.tsx";
import { Icon } from "../ui/icons.tsx";
import { demo } from "../words/en/demo.ts";
import { sandbox } from "../words/en/sandbox.ts";
import { Handset } from "./handset.tsx";
import classes from "./sandbox-phone.module.css";

export default function SandboxPhone() {
  const open = usePhoneOpen();
  const docks = usePhoneDocks();
  if (!open) return null;
  return docks ? (
    <aside className={classes.dock} aria-label={sandbox("phone")}>
      <Inside />
    </aside>
  ) : (
    <Sheet />
  );
}

/** Back to the button that opens it, which is there once it is closed. */
function close(): void {
  setPhoneOpen(false);
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-opens=phone]")?.focus());
}

function Sheet() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      className={classes.sheet}
      aria-label={sandbox("phone")}
      onClose={close}
      // A click beside it lands on the dialog itself.
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current.close();
      }}
    >
      <div className={classes.inside}>
        <Inside />
      </div>
    </dialog>
  );
}

function Inside() {
  const { businessId = "" } = useWorkspace();
  const { data: business } = useQuery({ ...businessQuery(businessId ?? ""), enabled: businessId !== null });
  const { data: lines } = useQuery({ ...linesQuery(businessId ?? ""), enabled: businessId !== null });
  return (
    <>
      <header className={classes.head}>
        <div>
          <h2 className={classes.title}>{sandbox("title")}</h2>
          <p className={classes.soft}>{business?.demoEndsAt == null ? sandbox("about") : demo("phone")}</p>
        </div>
        <ActionIcon onClick={close} aria-label={sandbox("close")}>
          <Icon name="cross" />
        </ActionIcon>
      </header>
      {business !== undefined && lines !== undefined && (
        <Handset business={business} lines={lines} key={business.id} />
      )}
    </>
  );
}
